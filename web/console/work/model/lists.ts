// The chats of an agent, sorted into lists.
import type { Entry } from "../../../shared/model/frames.ts";
import type { Session } from "../../../shared/model/sessionstate.ts";
import type { Timeline } from "../../../shared/model/timeline.ts";
import type { Wrapup } from "../../../shared/model/wrapup.ts";
import { type Part, partOf } from "./part.ts";

/** A chat as a list shows it. */
export interface Item {
	readonly chat: string;
	readonly part: Part;
	readonly state: string;
	/** What was said last; undefined when nothing was. */
	readonly last: Entry | undefined;
	/** Messages of the visitor that the agent has not seen. */
	readonly unread: number;
	/** Since when the visitor waits for an answer, in milliseconds; 0 when it does not. */
	readonly unanswered: number;
	/** The visitor types. */
	readonly typing: boolean;
	/** Something that the wrap-up requires is missing. */
	readonly due: boolean;
}

/** The lists, each in an order that does not change with what is said. */
export interface Lists {
	readonly offers: readonly Item[];
	readonly mine: readonly Item[];
	readonly beside: readonly Item[];
	readonly ended: readonly Item[];
}

/** What the console knows beyond the session. */
export interface Known {
	/** The last entry of each chat that was shown to the agent. */
	readonly seen: ReadonlyMap<string, number>;
	/** Chats that have ended and were put away. */
	readonly done: ReadonlySet<string>;
	readonly wrapups: ReadonlyMap<string, Wrapup>;
	/** Chats that have ended and that the server has forgotten, but whose wrap-up is due. */
	readonly kept: ReadonlyMap<string, Timeline>;
}

/** Sorts the chats of a session. */
export function lists(s: Session, k: Known): Lists {
	const sorted = { offers: [] as Item[], mine: [] as Item[], beside: [] as Item[], ended: [] as Item[] };
	for (const t of [...s.chats.values(), ...k.kept.values()]) {
		const item = itemOf(t, k);
		const list = listOf(item, k);
		if (list !== undefined) {
			sorted[list].push(item);
		}
	}
	for (const list of Object.values(sorted)) {
		list.sort((a, b) => a.part.requested - b.part.requested || (a.chat < b.chat ? -1 : 1));
	}
	return sorted;
}

function listOf(i: Item, k: Known): keyof Lists | undefined {
	if (i.state === "ended") {
		return k.done.has(i.chat) || i.part.role === "offered" || i.part.role === "" ? undefined : "ended";
	}
	switch (i.part.role) {
		case "offered":
			return "offers";
		case "holder":
			return "mine";
		case "joined":
		case "watching":
			return "beside";
		default:
			return undefined;
	}
}

function itemOf(t: Timeline, k: Known): Item {
	const part = partOf(t.state);
	const said = lastSaid(t);
	const own = t.state?.state === "active" && part.role === "holder";
	return {
		chat: t.chat,
		part,
		state: t.state?.state ?? "",
		last: said,
		unread: unread(t, k.seen.get(t.chat) ?? 0),
		unanswered: own && said?.sender === "visitor" ? Date.parse(said.time) || 0 : 0,
		typing: t.typing.includes(part.visitor.id),
		due: k.wrapups.get(t.chat)?.due ?? false,
	};
}

/** Whether an entry is something that somebody says to somebody. */
export function isSaid(e: Entry): boolean {
	return e.kind === "text" || e.kind === "file";
}

function lastSaid(t: Timeline): Entry | undefined {
	return t.lines.findLast(isSaid);
}

function unread(t: Timeline, seen: number): number {
	let count = 0;
	for (let i = t.lines.length - 1; i >= 0; i--) {
		const e = t.lines[i];
		if (e === undefined || e.seq <= seen) {
			break;
		}
		count += isSaid(e) && e.sender === "visitor" ? 1 : 0;
	}
	return count;
}

/** The chat after or before one in the order of all lists; the first or last one without it. */
export function neighbour(l: Lists, chat: string, step: 1 | -1): string | undefined {
	const all = [...l.offers, ...l.mine, ...l.beside, ...l.ended].map((i) => i.chat);
	const at = all.indexOf(chat);
	if (at < 0) {
		return step > 0 ? all[0] : all.at(-1);
	}
	return all[at + step];
}

/** The chat to look at next: one whose visitor has waited longest for an answer. */
export function mostUrgent(l: Lists, besides: string): string | undefined {
	const waiting = l.mine.filter((i) => i.unread > 0 && i.chat !== besides);
	return waiting.toSorted((a, b) => a.unanswered - b.unanswered)[0]?.chat;
}
