// Lists that are put into an order, or looked through.

/** A list in which one has another place. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
	const item = list[from];
	if (item === undefined || to < 0 || to >= list.length) {
		return list;
	}
	const rest = list.toSpliced(from, 1);
	return rest.toSpliced(to, 0, item);
}

/** Those of a list that have all words of what is wanted. */
export function withWords<T>(list: readonly T[], wanted: string, textOf: (item: T) => string): readonly T[] {
	const words = folded(wanted)
		.split(/\s+/)
		.filter((w) => w !== "");
	return list.filter((item) => {
		const text = folded(textOf(item));
		return words.every((w) => text.includes(w));
	});
}

// Ä is found by a, as everywhere.
function folded(text: string): string {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
