// Tells that the visitor types: at once, again while that goes on, and the end of it
// when the text is gone or nothing was typed for a while.

/** What was told. */
export interface Typing {
	readonly on: boolean;
	/** When it was told last. */
	readonly told: number;
	/** When something was typed last. */
	readonly typed: number;
}

/** What is to be told now, if anything. */
export type Telling = readonly [Typing, boolean | undefined];

const againAfter = 10_000; // ms
const shownAfter = 1_000; // where agents are shown the text
const overAfter = 5_000;

/** Nobody types. */
export const still: Typing = { on: false, told: 0, typed: 0 };

/** The composer's text has changed. */
export function typed(t: Typing, empty: boolean, now: number, shown: boolean): Telling {
	if (empty) {
		return stop(t, now);
	}
	if (t.on && now - t.told < (shown ? shownAfter : againAfter)) {
		return [{ ...t, typed: now }, undefined];
	}
	return [{ on: true, told: now, typed: now }, true];
}

/** Time has passed. */
export function waited(t: Typing, now: number, shown: boolean): Telling {
	if (t.on && now - t.typed >= overAfter) {
		return stop(t, now);
	}
	return shown && t.on && t.typed > t.told ? typed(t, false, now, shown) : [t, undefined];
}

/** The text was sent: the message itself tells the others. */
export function sentIt(t: Typing): Typing {
	return { ...t, on: false };
}

function stop(t: Typing, now: number): Telling {
	return t.on ? [{ on: false, told: now, typed: t.typed }, false] : [t, undefined];
}
