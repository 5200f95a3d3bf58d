// The options of a wrap-up category while they are edited: a list in its order.
import type { components } from "../../../shared/api.d.ts";

/** A choice of a wrap-up. */
export type Option = components["schemas"]["WrapupOption"];

/** A list with one more option after a place, in the group of the one that stands there. */
export function withOption(options: readonly Option[], after: number, id: string): readonly Option[] {
	const groupName = options[after]?.groupName ?? "";
	return options.toSpliced(after + 1, 0, { id, name: "", groupName, order: 0 });
}

/** A list with another one in a place. */
export function withChange(
	options: readonly Option[],
	at: number,
	change: Partial<Pick<Option, "name" | "groupName">>,
): readonly Option[] {
	return options.map((o, i) => (i === at ? { ...o, ...change } : o));
}

/** Things that say their place themselves, as the list has them. */
export function placed<T extends { readonly order: number }>(list: readonly T[]): T[] {
	return list.map((item, i) => ({ ...item, order: i + 1 }));
}

/** The groups that there are, each once. */
export function groupsOf(options: readonly Option[]): readonly string[] {
	return [...new Set(options.map((o) => o.groupName).filter((g) => g !== ""))];
}
