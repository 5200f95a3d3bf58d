// What the page around the widget is told, from what has changed.
import type { EventName, FromFrame } from "../../shared/model/bridge.ts";
import type { App } from "./app.ts";
import { unread } from "./reading.ts";
import { currentChat, isOver } from "./screens.ts";

/** What to tell the page after a step. */
export function tellings(before: App, after: App): FromFrame[] {
	return [
		...sizes(before, after),
		...counts(before, after),
		...uses(before, after),
		...events(before, after),
	];
}

/** How many messages wait to be read. */
export function unreadOf(a: App): number {
	return unread(currentChat(a), a.told);
}

/** Whether the invitation is to be seen. */
export function invites(a: App): boolean {
	return !a.open && a.invitation !== undefined;
}

/** How large the frame is to be. */
export function sizeOf(a: App): FromFrame & { readonly type: "size" } {
	if (a.open) {
		return { type: "size", state: "open" };
	}
	if (invites(a)) {
		return { type: "size", state: "invitation", ...(a.height > 0 ? { height: a.height } : {}) };
	}
	return { type: "size", state: "closed" };
}

function sizes(before: App, after: App): FromFrame[] {
	const [was, is] = [sizeOf(before), sizeOf(after)];
	return was.state === is.state && was.height === is.height ? [] : [is];
}

function counts(before: App, after: App): FromFrame[] {
	const count = unreadOf(after);
	return count === unreadOf(before) ? [] : [{ type: "unread", count }, event("unread", { count })];
}

function uses(before: App, after: App): FromFrame[] {
	const first = after.open && !before.open;
	return first || runs(after) !== runs(before) ? [{ type: "used", running: runs(after) }] : [];
}

/** Whether there is a chat that goes on. */
export function runs(a: App): boolean {
	const chat = currentChat(a);
	return a.expects || (chat !== undefined && !isOver(chat));
}

function events(before: App, after: App): FromFrame[] {
	const told: FromFrame[] = [];
	const when = (is: boolean, name: EventName, data?: unknown) => is && told.push(event(name, data));
	when(after.open && !before.open, "open");
	when(!after.open && before.open, "close");
	when(after.invitation !== undefined && after.invitation.id !== before.invitation?.id, "invitation");
	when(after.thanks === "message" && before.thanks === "", "offlineMessage");
	const [was, is] = [currentChat(before), currentChat(after)];
	if (is !== undefined) {
		const requested = after.requested || after.asked?.what === "request";
		when(was?.chat !== is.chat && !isOver(is) && requested, "chatStarted", { chat: is.chat });
		when(isOver(is) && was?.chat === is.chat && !isOver(was), "chatEnded", { chat: is.chat });
	}
	for (const { news } of after.announced.filter((a) => !before.announced.includes(a))) {
		when(news !== undefined, "message", news);
	}
	return told;
}

function event(name: EventName, data?: unknown): FromFrame {
	return data === undefined ? { type: "event", name } : { type: "event", name, data };
}
