// What has come that an agent is to be told of by sound, or by the desktop.
import type { Session } from "../../../shared/model/sessionstate.ts";
import { isSaid } from "./lists.ts";
import { partOf } from "./part.ts";

/** Something to tell of. */
export interface News {
	readonly what: "offer" | "message" | "transfer";
	readonly chat: string;
	/** Of the visitor. */
	readonly name: string;
	/** Of the message. */
	readonly text: string;
}

/** What has come between two states of a session: offers, and what visitors have said to the agent. */
export function news(before: Session, after: Session): News[] {
	if (before.chats === after.chats) {
		return [];
	}
	const found: News[] = [];
	for (const t of after.chats.values()) {
		const old = before.chats.get(t.chat);
		if (old === t) {
			continue;
		}
		const part = partOf(t.state);
		const tell = (what: News["what"], text = "") =>
			found.push({ what, chat: t.chat, name: part.visitor.name, text });
		if (part.role === "offered" && partOf(old?.state).role !== "offered") {
			tell(t.state?.state === "active" ? "transfer" : "offer");
		}
		const last = t.lines.at(-1);
		// What was there when the chat came, such as after a reconnection, is no news.
		const came = old?.state !== undefined && last !== undefined && last !== old.lines.at(-1);
		if (came && part.role === "holder" && isSaid(last) && last.sender === "visitor") {
			tell("message", last.text);
		}
	}
	return found;
}
