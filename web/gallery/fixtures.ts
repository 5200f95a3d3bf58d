// The states that the gallery shows: values of the widget's model, made up.
import type { Settings } from "../shared/model/settings.ts";
import { type App, newApp } from "../widget/model/app.ts";
import {
	ada,
	chat,
	entry,
	everyField,
	lines,
	nobody,
	now,
	picture,
	robbie,
	session,
	settingsOf,
	timeline,
	waiting,
	withChat,
} from "./parts.ts";

/** One state of the widget. */
export interface Fixture {
	readonly name: string;
	readonly app: App;
}

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
	const over = withChat(timeline({ state: "ended" }));
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
				agentAvatar: "",
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
		of("chat picture", {
			session: withChat(
				timeline({ readByAgent: 9 }, [
					...lines.slice(1, 3),
					entry(8, "file", ada.id, "", { file: picture("mountains.png") }),
					entry(9, "file", "", "", { file: picture("my shoes.png") }),
				]),
			),
		}),
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
		of("menu after the end", { session: over, dialog: "menu" }),
		of("transcript question", { session: over, dialog: "transcript" }),
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
			session: over,
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
				agentAvatar: "",
			},
		}),
	];
}
