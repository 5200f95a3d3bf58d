// Attaching chats to tickets. A chat that goes on has no record yet: the server keeps what is
// chosen, and attaches the chat at its end.

import { attach, type ToTicket } from "../../history/run/record.ts";
import { command, useSession } from "../../run/live.ts";
import { partOf } from "../model/part.ts";
import { useWork } from "./store.ts";

/** Attaches a chat: now where it has ended, and else the server does when it ends. */
export async function attachChat(chat: string, to: ToTicket): Promise<void> {
	const t = useSession.getState().chats.get(chat) ?? useWork.getState().kept.get(chat);
	const { record, requested } = partOf(t?.state);
	if (record > 0) {
		await attach({ id: record, requestedTime: requested }, to);
		return;
	}
	command("chooseTicket", { chat, ...to, utcOffset: new Date(requested).getTimezoneOffset() });
}

/** Takes back what a chat was to be attached to. */
export function dropTicket(chat: string): void {
	command("dropTicket", { chat });
}
