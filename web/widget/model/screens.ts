// What a widget shows, derived from what it knows.

import type { Field } from "../../shared/model/settings.ts";
import type { Timeline } from "../../shared/model/timeline.ts";
import type { App } from "./app.ts";
import { type FormName, shown } from "./form.ts";
import type { Said } from "./words.ts";

/** The screens. */
export type Screen =
	| "preChat"
	| "offline"
	| "connecting"
	| "queue"
	| "chat"
	| "ended"
	| "survey"
	| "thanks"
	| "unavailable";

/**
 * The chat that is on the screen: the one that runs, or the last one, unless the visitor is
 * done with it. One of which nobody knows yet how it stands may be over, and is not shown.
 */
export function currentChat(a: App): Timeline | undefined {
	const chats = [...a.session.chats.values()].filter((t) => t.state !== undefined);
	return chats.findLast((t) => !isOver(t)) ?? chats.slice(-1).find((t) => !a.done.includes(t.chat));
}

/** Whether a chat has ended. */
export function isOver(t: Timeline): boolean {
	return t.state?.state === "ended";
}

/** The screen that is due. */
export function screenOf(a: App): Screen {
	if (a.session.phase === "ended" && a.session.fault !== "") {
		return "unavailable";
	}
	if (a.thanks !== "") {
		return "thanks";
	}
	const chat = currentChat(a);
	return chat === undefined ? withoutChat(a) : withChat(a, chat);
}

function withChat(a: App, chat: Timeline): Screen {
	if (isOver(chat)) {
		return a.wish === "survey" ? "survey" : "ended";
	}
	if (a.wish === "offline" && canLeaveMessage(chat)) {
		return "offline";
	}
	return waits(chat) ? "queue" : "chat";
}

function withoutChat(a: App): Screen {
	if (a.asked?.what === "request" || a.expects) {
		return "connecting";
	}
	return a.wish === "offline" || (!a.there && a.wish !== "preChat") || a.asked?.what === "offline"
		? "offline"
		: "preChat";
}

/** Whether a chat waits for an agent. */
export function waits(chat: Timeline): boolean {
	return chat.state?.state === "queued";
}

/** Whether a message may take the place of a chat. */
export function canLeaveMessage(chat: Timeline): boolean {
	return chat.state?.state === "queued" || chat.state?.state === "bot";
}

/** The fields of a form that are shown now. */
export function fieldsOf(a: App, form: FormName): readonly Field[] {
	return shown(a.settings.forms[form], a.departments);
}

/** The fields of the offline form; without any, what a message cannot do without. */
export function offlineForm(a: App): readonly Field[] {
	const form = a.settings.forms.offline;
	return form.length > 0 ? form : plainOffline;
}

const plain = { required: true, hidden: false, system: true, options: [] };

const plainOffline: readonly Field[] = [
	{ ...plain, id: "name", name: "Name", type: "text" },
	{ ...plain, id: "email", name: "Email", type: "text" },
	{ ...plain, id: "message", name: "Message", type: "textArea" },
];

/** How long the wait is, as far as is known. */
export function waitOf(chat: Timeline): { readonly place: Said; readonly time: Said | undefined } {
	const { position = 0, wait = 0 } = chat.state ?? {};
	const place: Said =
		position > 1 ? { key: "queue.position", values: { count: position } } : { key: "queue.next" };
	if (wait <= 0) {
		return { place, time: undefined };
	}
	const count = Math.ceil(wait / 60);
	return { place, time: wait < 60 ? { key: "queue.soon" } : { key: "queue.wait", values: { count } } };
}

/** Messages and other commands of the visitor that wait for a connection. */
export function pendingCount(a: App): number {
	return a.session.box.filter((w) => w.command.type === "post" && w.refusal === undefined).length;
}
