// The chat that is shown stands in the address.
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

/** Opens a chat, or none. */
export function useOpen(): (chat: string) => void {
	const go = useNavigate();
	return useCallback(
		(chat) => void go({ to: "/work", search: chat === "" ? {} : { chat }, replace: true }),
		[go],
	);
}
