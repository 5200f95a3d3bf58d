// What is known of one chat: its entries in the server's order, how it stands, who
// types. Each function gives a new value and leaves the old one.
import type { ChatState, Entry } from "./frames.ts";

/** A chat as the server has told it. */
export interface Timeline {
	readonly chat: string;
	/** The number of the last entry, which has all before it. */
	readonly seq: number;
	/** The entries that are shown; those that tell this client nothing are counted alone. */
	readonly lines: readonly Entry[];
	/** Undefined until the server has told it. */
	readonly state: ChatState | undefined;
	/** Who types now. */
	readonly typing: readonly string[];
}

/** A chat of which nothing is known yet. */
export function emptyTimeline(chat: string): Timeline {
	return { chat, seq: 0, lines: [], state: undefined, typing: [] };
}

/**
 * Adds the next entry. One that is there already changes nothing. Gives undefined
 * when entries before it are missing, so that the connection is to be made anew.
 */
export function withEntry(t: Timeline, e: Entry): Timeline | undefined {
	if (e.seq <= t.seq) {
		return t;
	}
	if (e.seq !== t.seq + 1) {
		return undefined;
	}
	const shown = e.action !== "";
	return {
		...t,
		seq: e.seq,
		lines: shown ? [...t.lines, e] : t.lines,
		typing: t.typing.filter((who) => who !== e.by),
	};
}

/** Takes over how the chat stands. Nobody types in a chat that has ended. */
export function withState(t: Timeline, state: ChatState): Timeline {
	return { ...t, state, typing: state.state === "ended" ? [] : t.typing };
}

/** Notes that somebody types, or has stopped. */
export function withTyping(t: Timeline, who: string, on: boolean): Timeline {
	const others = t.typing.filter((other) => other !== who);
	return { ...t, typing: on ? [...others, who] : others };
}
