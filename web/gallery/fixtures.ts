// The states that the gallery shows: values of the widget's model, made up.
import type { ChatState, Entry } from "../shared/model/frames.ts";
import type { Waiting } from "../shared/model/outbox.ts";
import { newSession, type Session } from "../shared/model/sessionstate.ts";
import { type Field, readSettings, type Settings } from "../shared/model/settings.ts";
import type { Timeline } from "../shared/model/timeline.ts";
import { type App, newApp } from "../widget/model/app.ts";

/** One state of the widget. */
export interface Fixture {
	readonly name: string;
	readonly app: App;
}

/** When everything in the gallery happens. */
export const now = Date.UTC(2026, 10, 20, 10, 24);

const chat = "7c1f0a52-3f0e-4c39-9a53-0d6a3c5e1b10";
const ada = { id: "b0c5a1de-52a4-4d2e-8f0b-6f8f6f0c7a21", name: "Ada Lovelace" };
const robbie = { id: "5d2f8c0a-7e4b-4c1d-9b3a-2f6e8d1c0b9a", name: "Robbie" };

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

function entry(seq: number, kind: string, by: string, text: string, more: Partial<Entry> = {}): Entry {
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
		...more,
	};
}

const lines: readonly Entry[] = [
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

function timeline(state: Partial<ChatState>, of: readonly Entry[] = lines, typing: readonly string[] = []) {
	return { chat, seq: of.at(-1)?.seq ?? 1, lines: of, state: stateOf(state), typing } satisfies Timeline;
}

function waiting(n: number, text: string, code = ""): Waiting {
	return {
		command: { type: "post", id: `gallery-0000000${n}`, chat, text },
		since: now - 60_000 + n,
		sent: false,
		refusal: code === "" ? undefined : { code, message: "" },
	};
}

function session(of: Partial<Session>): Session {
	return { ...newSession({ role: "visitor", site: 10_000 }), phase: "open", ...of };
}

function withChat(t: Timeline, more: Partial<Session> = {}): Session {
	return session({ chats: new Map([[chat, t]]), ...more });
}

const nobody = { agentId: "", agentName: "" };

/** All states, in the look that is asked for. */
export function fixtures(look: Partial<Settings["look"]>): readonly Fixture[] {
	const settings = settingsOf(look);
	const place = {
		page: { title: "", url: "" },
		referrer: "",
		language: "",
		timeZone: "",
		screen: "",
		visits: 1,
		variables: [],
	};
	const base = newApp({ settings, place, session: session({}), remembered: undefined, open: true });
	const of = (name: string, more: Partial<App> = {}): Fixture => ({
		name,
		app: { ...base, openSince: 1, ...more },
	});
	const active = withChat(timeline({}));
	const every = { ...settings, forms: { ...settings.forms, preChat: everyField } };
	const filled = { preChat: { f1: "Violet", f2: "violet@example" }, postChat: {}, offline: {} };
	return [
		of("preChat"),
		of("preChat wrong", {
			entered: filled,
			problems: { f2: { key: "problem.email" }, f3: { key: "problem.away" } },
		}),
		of("preChat every field", { settings: every }),
		of("preChat every field wrong", {
			settings: every,
			problems: {
				f1: { key: "problem.required" },
				f4: { key: "problem.choose" },
				f6: { key: "problem.tick" },
			},
		}),
		of("preChat invited", {
			invitation: {
				type: "invitation",
				id: "i",
				state: "open",
				message: "Can I help you find the right size?",
				agentName: ada.name,
			},
		}),
		of("offline", { there: false }),
		of("offline refused", { there: true, wish: "offline", fault: "nobodyThere" }),
		of("connecting", { asked: { id: "gallery-request-1", what: "request", given: true } }),
		of("connecting working", {
			asked: { id: "gallery-request-1", what: "request", given: false },
			held: { type: "request", id: "gallery-request-1" },
		}),
		of("queue", {
			session: withChat(timeline({ ...nobody, state: "queued", position: 3, wait: 130 }, lines.slice(0, 1))),
		}),
		of("queue prompted", {
			session: withChat(
				timeline({ ...nobody, state: "queued", position: 1, leaveMessage: true }, [
					...lines.slice(0, 1),
					entry(3, "prompted", "", ""),
				]),
			),
		}),
		of("bot", {
			session: withChat(
				timeline({ ...nobody, state: "bot", botId: robbie.id, botName: robbie.name }, [
					entry(1, "text", robbie.id, "Hello! I am Robbie. Ask me about orders, returns and sizes."),
					entry(2, "text", "", "Where is my order 4711?"),
					entry(3, "text", robbie.id, "It left our warehouse this morning and should be with you tomorrow."),
				]),
			),
		}),
		of("chat", { session: active }),
		of("chat typing", { session: withChat(timeline({}, lines, [ada.id])) }),
		of("chat pending", {
			session: withChat(timeline({ readByAgent: 6 }, lines.slice(0, -1)), {
				box: [
					waiting(1, "And one more question: can I pick another colour?"),
					waiting(2, "<img src=x onerror=alert(1)>", "invalid"),
				],
				phase: "waiting",
				downSince: 1,
			}),
			uploads: [
				{
					id: "gallery-upload-1",
					chat,
					name: "shoes on the table.jpg",
					size: 3_400_000,
					since: now,
					progress: 0.6,
					code: "",
				},
				{
					id: "gallery-upload-2",
					chat,
					name: "holiday.mov",
					size: 40_000_000,
					since: now,
					progress: 0,
					code: "413",
				},
			],
		}),
		of("chat new messages", { session: withChat(timeline({ readByVisitor: 6 })), atBottom: false }),
		of("chat long draft", { session: active, draft: "Too long. ".repeat(802) }),
		of("menu", { session: active, dialog: "menu" }),
		of("end question", { session: active, dialog: "end" }),
		of("transcript question", { session: active, dialog: "transcript" }),
		of("ended", {
			session: withChat(
				timeline({ state: "ended" }, [
					...lines,
					entry(10, "left", ada.id, ""),
					entry(11, "ended", "", "", { sender: "system" }),
				]),
			),
		}),
		of("survey", {
			session: withChat(timeline({ state: "ended" })),
			wish: "survey",
			rating: 4,
			comment: "Fast and friendly.",
		}),
		of("thanks message", { thanks: "message" }),
		of("thanks survey", { thanks: "survey" }),
		of("unavailable", { session: session({ phase: "ended", fault: "the visitor is banned" }) }),
		of("invitation", {
			open: false,
			invitation: {
				type: "invitation",
				id: "i",
				state: "open",
				message: "Hi! I see you are looking at our running shoes. Can I help you find the right size?",
				agentName: ada.name,
			},
		}),
	];
}
