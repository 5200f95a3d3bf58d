// Sessions and frames for tests and the gallery.
import type { ChatState, Entry } from "../../../shared/model/frames.ts";
import { newSession, type Session } from "../../../shared/model/sessionstate.ts";
import { emptyTimeline, type Timeline, withEntry, withState } from "../../../shared/model/timeline.ts";

/** Who works, in all of them. */
export const me = "00000000-0000-4000-8000-0000000000aa";

/** When all of it happens. */
export const noon = Date.parse("2026-03-02T12:00:00Z");

/** A state of a chat, as an agent is told it. */
export function state(
	chat: string,
	more: Partial<ChatState> = {},
	told: Record<string, unknown> = {},
): ChatState {
	return {
		type: "state",
		chat,
		state: "active",
		seq: 0,
		agentId: me,
		agentName: "Ada",
		botId: "",
		botName: "",
		position: 0,
		wait: 0,
		leaveMessage: false,
		readByVisitor: 0,
		readByAgent: 0,
		for: {
			role: "holder",
			visitor: { id: `v-${chat}`, name: "Vi" },
			requestedTime: new Date(noon).toISOString(),
			...told,
		},
		...more,
	};
}

/** An entry; the visitor's unless it says otherwise. */
export function entry(chat: string, seq: number, more: Partial<Entry> = {}): Entry {
	return {
		type: "entry",
		chat,
		seq,
		kind: "text",
		by: `v-${chat}`,
		id: "",
		action: "visitorAddTextMessage",
		sender: "visitor",
		senderName: "Vi",
		text: `message ${seq}`,
		time: new Date(noon + seq * 1_000).toISOString(),
		file: undefined,
		avatar: "",
		...more,
	};
}

/** An entry of the agent who works. */
export function own(chat: string, seq: number, more: Partial<Entry> = {}): Entry {
	return entry(chat, seq, { by: me, sender: "agent", senderName: "Ada", action: "agentSendText", ...more });
}

/** A chat with entries. */
export function timeline(s: ChatState, entries: readonly Entry[] = []): Timeline {
	const all = entries.reduce<Timeline>((t, e) => withEntry(t, e) ?? t, emptyTimeline(s.chat));
	return withState(all, s);
}

/** A session with chats. */
export function session(...chats: readonly Timeline[]): Session {
	return {
		...newSession({ role: "agent" }),
		phase: "open",
		you: me,
		chats: new Map(chats.map((t) => [t.chat, t])),
	};
}
