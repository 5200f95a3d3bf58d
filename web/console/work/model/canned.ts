// Canned messages: when one is asked for by what is typed, which fit, and what becomes of the text.

/** A text that agents write by a shortcut. */
export interface Canned {
	readonly id: string;
	readonly shortcut: string;
	readonly text: string;
	/** Empty for none. */
	readonly category: string;
}

/** Those of one category. */
export interface CannedGroup {
	readonly category: string;
	readonly messages: readonly Canned[];
}

/** A slash with what follows it up to the caret. */
export interface Begun {
	/** Where the slash stands. */
	readonly from: number;
	/** What is looked for. */
	readonly wanted: string;
}

/** What is begun before the caret: a slash at the beginning or after a space, and no space since. */
export function begunAt(text: string, caret: number): Begun | undefined {
	const word = /(?<!\S)\/\S*$/.exec(text.slice(0, caret));
	return word === null ? undefined : { from: word.index, wanted: word[0].slice(1) };
}

/**
 * Those in whose shortcut or text each word is found, by category. The best comes first, since
 * Enter takes it: shortcuts that begin as it was typed, then those that have it, then texts.
 */
export function cannedGroups(all: readonly Canned[], wanted: string): CannedGroup[] {
	const sought = folded(wanted).trim();
	const ranked = all
		.map((message) => ({ message, rank: rankOf(message, sought) }))
		.filter(({ rank }) => rank < none)
		.sort((a, b) => a.rank - b.rank || compare(a.message.shortcut, b.message.shortcut));
	const best = new Map<string, number>(); // in the order of the best of each category
	for (const { message, rank } of ranked) {
		best.set(message.category, best.get(message.category) ?? rank);
	}
	return [...best]
		.sort(([a, rankA], [b, rankB]) => rankA - rankB || Number(a === "") - Number(b === "") || compare(a, b))
		.map(([category]) => ({
			category,
			messages: ranked.map((r) => r.message).filter((m) => m.category === category),
		}));
}

const none = 3;

function rankOf({ shortcut, text }: Canned, sought: string): number {
	const short = folded(shortcut);
	if (short.startsWith(sought)) {
		return 0;
	}
	if (short.includes(sought)) {
		return 1;
	}
	const both = `${short} ${folded(text)}`;
	return sought.split(/\s+/).every((word) => both.includes(word)) ? 2 : none;
}

const folded = (text: string) => text.normalize("NFKC").toLowerCase();
const compare = (a: string, b: string) => a.localeCompare(b);

/** A text and where one goes on writing. */
export interface Written {
	readonly text: string;
	readonly caret: number;
}

/** Puts something in the place of a part of a text. */
export function replaced(text: string, from: number, to: number, more: string): Written {
	return { text: text.slice(0, from) + more + text.slice(to), caret: from + more.length };
}

/** Where an arrow leads in a list, from its end to its beginning too; undefined for other keys. */
export function moved(at: number, count: number, key: string): number | undefined {
	const by = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
	return by === 0 || count === 0 ? undefined : (at + by + count) % count;
}
