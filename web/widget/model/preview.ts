// The widget as a preview shows it: on one screen, in a made-up chat, with nobody behind it.
import type { ChatState, Entry } from "../../shared/model/frames.ts";
import type { Preview, PreviewScreen } from "../../shared/model/preview.ts";
import { newSession, type Session } from "../../shared/model/sessionstate.ts";
import { type App, newApp } from "./app.ts";
import type { Happening } from "./happenings.ts";

const chat = "preview";
const agentId = "agent";

/** The widget that a preview asks for. */
export function previewed(shown: Preview, now: number): App {
	const { settings, agent, screen } = shown;
	const nowhere = { title: "", url: "" };
	const place = {
		page: nowhere,
		referrer: "",
		language: shown.language,
		timeZone: "",
		screen: "",
		visits: 1,
		variables: [],
	};
	const app = newApp({
		settings: { ...settings, open: screen !== "offline" },
		place,
		session: sessionOf(shown, now),
		remembered: undefined,
		open: screen !== "button" && screen !== "invitation",
	});
	const invitation =
		screen === "invitation"
			? {
					type: "invitation" as const,
					id: "preview",
					state: "open" as const,
					message: shown.invitation,
					agentName: agent,
					agentAvatar: "",
				}
			: undefined;
	return { ...app, openSince: 1, invitation, wish: wishOf(screen) };
}

function wishOf(screen: PreviewScreen): App["wish"] {
	return screen === "offline" || screen === "survey" || screen === "preChat" ? screen : "";
}

function sessionOf(shown: Preview, now: number): Session {
	const session = { ...newSession({ role: "visitor", site: shown.settings.site }), phase: "open" as const };
	if (shown.screen !== "chat" && shown.screen !== "survey") {
		return session;
	}
	const entries = shown.lines.map((_, i) => entryOf(shown, i, now));
	const timeline = {
		chat,
		seq: entries.length,
		lines: entries,
		state: stateOf(shown, entries.length),
		typing: [],
	};
	return { ...session, chats: new Map([[chat, timeline]]) };
}

const pace = 30_000; // ms between two lines

function entryOf({ lines, agent }: Preview, i: number, now: number): Entry {
	const fromAgent = lines[i]?.from === "agent";
	return {
		type: "entry",
		chat,
		seq: i + 1,
		kind: "text",
		by: fromAgent ? agentId : "",
		id: "",
		action: "text",
		sender: fromAgent ? "agent" : "visitor",
		senderName: fromAgent ? agent : "",
		text: lines[i]?.text ?? "",
		time: new Date(now - (lines.length - i) * pace).toISOString(),
		file: undefined,
		avatar: "",
	};
}

function stateOf({ screen, agent }: Preview, seq: number): ChatState {
	return {
		type: "state",
		chat,
		state: screen === "survey" ? "ended" : "active",
		seq,
		agentId,
		agentName: agent,
		botId: "",
		botName: "",
		position: 0,
		wait: 0,
		leaveMessage: false,
		readByVisitor: seq,
		readByAgent: seq,
	};
}

const harmless: ReadonlySet<string> = new Set<Happening["type"]>(["enter", "rate", "comment", "measured"]);

/** Whether something may happen in a preview: what is entered is seen, and nothing is sent. */
export function happensInPreview(h: Happening): boolean {
	return harmless.has(h.type);
}
