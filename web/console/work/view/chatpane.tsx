// The chat that is chosen, with who it is with: loaded beside the lists, since a day may
// begin without one.
import { usePreferences } from "../../run/preferences.ts";
import "../../view/controls.ts";
import "./chatpane.css";
import { Conversation } from "./conversation.tsx";
import { Details } from "./details.tsx";

/** A chat, and beside it what is known of the visitor. */
export function ChatPane({ chat }: { readonly chat: string }) {
	const details = usePreferences((p) => p.details);
	return (
		<>
			<Conversation chat={chat} key={chat} />
			{details && <Details chat={chat} key={`d${chat}`} />}
		</>
	);
}
