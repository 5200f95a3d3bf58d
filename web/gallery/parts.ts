// What the states of the gallery are made of.
import type { ChatState, Entry } from "../shared/model/frames.ts";
import type { Waiting } from "../shared/model/outbox.ts";
import { newSession, type Session } from "../shared/model/sessionstate.ts";
import { type Field, readSettings, type Settings } from "../shared/model/settings.ts";
import type { Timeline } from "../shared/model/timeline.ts";

/** When everything in the gallery happens. */
export const now = Date.UTC(2026, 10, 20, 10, 24);

/** The chat of all states. */
export const chat = "7c1f0a52-3f0e-4c39-9a53-0d6a3c5e1b10";
/** An agent. */
export const ada = { id: "b0c5a1de-52a4-4d2e-8f0b-6f8f6f0c7a21", name: "Ada Lovelace" };
/** A bot. */
export const robbie = { id: "5d2f8c0a-7e4b-4c1d-9b3a-2f6e8d1c0b9a", name: "Robbie" };

function field(id: string, name: string, rest: Partial<Field> = {}): Field {
	const plain: Field = { id, name, type: "text", required: false, hidden: false, system: true, options: [] };
	return { ...plain, ...rest };
}

const own = { system: false };

/** Settings with every type of field; the look can be another one. */
export function settingsOf(look: Partial<Settings["look"]> = {}): Settings {
	const plain = readSettings({ site: 10_000, open: true, files: true, transcripts: true });
	return {
		...plain,
		look: { ...plain.look, ...look },
		departments: [
			{ id: "d1", name: "Sales", open: true },
			{ id: "d2", name: "Repairs", open: false },
		],
		forms: {
			preChat: [
				field("f1", "Name", { required: true }),
				field("f2", "Email", { required: true }),
				field("f3", "Department", { type: "dropdownList" }),
			],
			postChat: [
				field("f7", "Was it solved?", { ...own, type: "radioBox", options: ["Yes", "Partly", "No"] }),
			],
			offline: [
				field("f1", "Name", { required: true }),
				field("f2", "Email", { required: true }),
				field("f8", "Message", { type: "textArea", required: true }),
			],
		},
	};
}

/** A form with every type of field. */
export const everyField: readonly Field[] = [
	field("f1", "Name", { required: true }),
	field("f4", "What is it about?", {
		...own,
		type: "radioBox",
		required: true,
		options: ["An order", "A return", "Something else"],
	}),
	field("f5", "How shall we answer?", {
		...own,
		type: "checkboxList",
		options: ["Here", "By email", "By phone"],
	}),
	field("f9", "Country", { ...own, type: "dropdownList", options: ["Belgium", "Canada", "Japan"] }),
	field("f10", "Your question", { ...own, type: "textArea" }),
	field("f6", "I have read how my data is used.", { ...own, type: "checkBox", required: true }),
];

/** One entry of the chat. */
export function entry(seq: number, kind: string, by: string, text: string, more: Partial<Entry> = {}): Entry {
	const sender = by === "" ? "visitor" : by === robbie.id ? "chatBot" : "agent";
	const senderName = by === ada.id ? ada.name : by === robbie.id ? robbie.name : "";
	return {
		type: "entry",
		chat,
		seq,
		kind,
		by,
		id: "",
		action: kind,
		sender: kind === "text" || kind === "file" ? sender : "system",
		senderName,
		text,
		time: new Date(now - 14 * 60_000 + seq * 45_000).toISOString(),
		file: undefined,
		avatar: "",
		...more,
	};
}

/** A conversation. */
export const lines: readonly Entry[] = [
	entry(
		2,
		"text",
		"",
		"Hi! I ordered the blue running shoes on Monday (order 4711), and they are too small.",
	),
	entry(3, "accepted", ada.id, ""),
	entry(4, "text", ada.id, "Hello Violet, good to see you here."),
	entry(
		5,
		"text",
		ada.id,
		"That is easily done: we send you the next size today, and you send the first pair back.\nHere is the label: https://shop.example/returns/4711",
	),
	entry(6, "text", "", "Oh, that was quick! Do I need the original box?"),
	entry(7, "text", ada.id, "Any box will do 📦"),
	entry(8, "file", "", "", {
		file: { key: "R7HLDCVZTW5NQB3Y", name: "receipt.pdf", size: 48_213, contentType: "application/pdf" },
	}),
	entry(9, "text", "", "This is my receipt. Thank you!"),
];

/** A picture that was sent. */
export function picture(name: string) {
	return { key: name, name, size: 1_248_000, contentType: "image/png" };
}

function stateOf(state: Partial<ChatState>): ChatState {
	return {
		type: "state",
		chat,
		state: "active",
		seq: 9,
		agentId: ada.id,
		agentName: ada.name,
		botId: "",
		botName: "",
		position: 0,
		wait: 0,
		leaveMessage: false,
		readByVisitor: 9,
		readByAgent: 9,
		...state,
	};
}

/** The chat as it stands after some entries. */
export function timeline(
	state: Partial<ChatState>,
	of: readonly Entry[] = lines,
	typing: readonly string[] = [],
) {
	return { chat, seq: of.at(-1)?.seq ?? 1, lines: of, state: stateOf(state), typing } satisfies Timeline;
}

/** A message that is not acknowledged, or was refused. */
export function waiting(n: number, text: string, code = ""): Waiting {
	return {
		command: { type: "post", id: `gallery-0000000${n}`, chat, text },
		since: now - 60_000 + n,
		sent: false,
		refusal: code === "" ? undefined : { code, message: "" },
	};
}

/** A session that is connected. */
export function session(of: Partial<Session>): Session {
	return { ...newSession({ role: "visitor", site: 10_000 }), phase: "open", ...of };
}

/** One with the chat. */
export function withChat(t: Timeline, more: Partial<Session> = {}): Session {
	return session({ chats: new Map([[chat, t]]), ...more });
}

/** Of a state: no agent holds the chat. */
export const nobody = { agentId: "", agentName: "" };
