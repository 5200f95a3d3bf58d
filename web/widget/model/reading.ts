// What of a chat the visitor has seen: it counts when the page is visible, the chat open
// and its end in sight.
import type { Entry } from "../../shared/model/frames.ts";
import type { Timeline } from "../../shared/model/timeline.ts";

/** How far this page has told that it was read, by chat. */
export type Told = ReadonlyMap<string, number>;

/** Whether an entry is news for the visitor. */
export function isNews(e: Entry): boolean {
	return (e.kind === "text" || e.kind === "file") && e.sender !== "visitor";
}

/** The number up to which the chat was read, as far as is known here. */
export function readTo(t: Timeline, told: Told): number {
	return Math.max(t.state?.readByVisitor ?? 0, told.get(t.chat) ?? 0);
}

/** How many messages were not read. */
export function unread(t: Timeline | undefined, told: Told): number {
	if (t === undefined) {
		return 0;
	}
	const to = readTo(t, told);
	return t.lines.filter((e) => e.seq > to && isNews(e)).length;
}

/** What is to be told as read now; undefined when that was told before. */
export function toTell(t: Timeline, told: Told): number | undefined {
	const last = t.lines.findLast(isNews)?.seq ?? 0;
	return last > readTo(t, told) ? last : undefined;
}
