// What the connection tells: answers, messages, invitations, who is there.
import type { Availability, Entry, Invitation } from "../../shared/model/frames.ts";
import type { Session } from "../../shared/model/sessionstate.ts";
import type { Timeline } from "../../shared/model/timeline.ts";
import type { Announcement, App, Effect, Step, World } from "./app.ts";
import { answered, complain } from "./asking.ts";
import { tellTyping } from "./chatting.ts";
import type { FromOutside } from "./happenings.ts";
import { namesIn, systemLine } from "./lines.ts";
import { challenged } from "./proving.ts";
import { isNews, toTell } from "./reading.ts";
import { currentChat, isOver, screenOf } from "./screens.ts";
import { runs } from "./telling.ts";
import { waited } from "./typing.ts";
import { visit, watchAvailability } from "./visiting.ts";

const backlogFor = 1_500; // ms after the connection was made, in which old messages come
const expectFor = 2_500; // ms that a chat of an earlier page is waited for

/** Takes over what the session knows now. */
export function follow(a: App, session: Session, w: World): Step {
	const opened = session.phase === "open" && a.session.phase !== "open";
	const known: App = {
		...a,
		session,
		openSince: opened ? w.now : session.phase === "open" ? a.openSince : 0,
		told: opened ? new Map() : a.told,
		expects: a.expects && ![...session.chats.values()].some((t) => t.state !== undefined),
		uploads: a.uploads.filter((u) => !arrived(session, u.id)),
	};
	const greeting = opened ? [visit(known), watchAvailability(known)] : [];
	const told = opened ? { ...known, looked: true } : known;
	const [done, answers] = answered(told, w);
	const [calm, forgets] = complain(done);
	const [heard, rings] = hear(calm, a, w);
	const [read, reads] = markRead(heard);
	return [read, [...greeting, ...answers, ...forgets, ...rings, ...reads]];
}

function arrived(s: Session, id: string): boolean {
	return [...s.chats.values()].some((t) => t.lines.some((e) => e.id === id));
}

/** Rings for new messages, and has them read out. */
function hear(a: App, before: App, w: World): Step {
	const chat = currentChat(a);
	const fresh = a.openSince > 0 && w.now - a.openSince > backlogFor;
	if (chat === undefined || !fresh) {
		return [a, []];
	}
	const from = before.session.chats.get(chat.chat)?.seq ?? 0;
	const lines = chat.lines.filter((e) => e.seq > from);
	if (lines.length === 0) {
		return [a, []];
	}
	const announced = [...a.announced, ...lines.flatMap((e) => announce(e, chat))].slice(-5);
	const rings: Effect[] = a.sound && lines.some(isNews) ? [{ type: "ring" }] : [];
	return [{ ...a, announced }, rings];
}

function announce(e: Entry, chat: Timeline): Announcement[] {
	const key = `${chat.chat} ${e.seq}`;
	if (isNews(e)) {
		const name = e.senderName || (namesIn(chat).get(e.by) ?? "");
		const text = e.file?.name ?? e.text;
		return [{ key, said: { key: "chat.says", values: { name, text } }, news: { from: name, text } }];
	}
	const said = systemLine(e, namesIn(chat));
	return said === undefined ? [] : [{ key, said }];
}

/** Tells what the visitor sees as read. */
export function markRead(a: App): Step {
	const chat = currentChat(a);
	const sees = a.open && a.visible && a.atBottom && a.session.phase === "open";
	const seq = chat !== undefined && sees && !isOver(chat) ? toTell(chat, a.told) : undefined;
	if (chat === undefined || seq === undefined) {
		return [a, []];
	}
	return [
		{ ...a, told: new Map(a.told).set(chat.chat, seq) },
		[{ type: "say", frame: { type: "read", chat: chat.chat, seq } }],
	];
}

/** Takes over what else the server says. */
export function heard(a: App, h: FromOutside & { readonly type: "heard" }): Step {
	switch (h.frame.type) {
		case "invitation":
			return [invited(a, h.frame), []];
		case "availability":
			return [available(a, h.frame), []];
		case "challenge":
			return challenged(a, h.frame);
		default:
			return [a, []];
	}
}

function invited(a: App, i: Invitation): App {
	if (i.state === "open") {
		return runs(a) ? a : { ...a, invitation: i };
	}
	return a.invitation?.id === i.id ? { ...a, invitation: undefined } : a;
}

/** Whoever writes a message goes on with it, also when somebody comes meanwhile. */
function available(a: App, { open, departments }: Availability): App {
	const is = new Map(departments.map((d) => [d.id, d.open]));
	const writes = screenOf(a) === "offline" && Object.values(a.entered.offline).some((v) => v.length > 0);
	return {
		...a,
		there: open,
		departments: a.departments.map((d) => ({ ...d, open: is.get(d.id) ?? d.open })),
		wish: writes ? "offline" : a.wish,
	};
}

/** Time has passed. */
export function tick(a: App, w: World): Step {
	const [typing, on] = waited(a.typing, w.now, a.settings.typedText);
	const chat = currentChat(a);
	const late = a.openSince > 0 && w.now - a.openSince > expectFor;
	const next: App = { ...a, typing, expects: a.expects && !late };
	return [next, on === undefined || chat === undefined ? [] : [tellTyping(a, chat.chat, on)]];
}

/** Whether time matters now. */
export function needsTime(a: App): boolean {
	return a.session.downSince !== undefined || a.typing.on || a.expects;
}
