// A wrap-up while it is filled in.
import type { AskedCategory, Wrapup } from "../../../shared/model/wrapup.ts";

/** What is entered. */
export interface Filling {
	readonly comment: string;
	/** The guids of options. */
	readonly categories: readonly string[];
	/** By the field's id. */
	readonly values: Readonly<Record<string, string>>;
}

/** Begins with what was given before. */
export function filling(w: Wrapup): Filling {
	return {
		comment: w.given?.comment ?? "",
		categories: w.given?.categories ?? [],
		values: Object.fromEntries(w.given?.fields.map((f) => [f.fieldId, f.value]) ?? []),
	};
}

/** Chooses an option of a category, or takes the choice back. */
export function choose(f: Filling, option: string): Filling {
	const chosen = f.categories.includes(option);
	return {
		...f,
		categories: chosen ? f.categories.filter((c) => c !== option) : [...f.categories, option],
	};
}

/** The options that a list of several has; a name may have commas itself, and the longest one that fits is meant. */
export function chosenOf(value: string, options: readonly string[]): string[] {
	const chosen: string[] = [];
	for (let rest = value; rest !== ""; ) {
		const fits = options.filter((o) => rest === o || rest.startsWith(`${o},`));
		const longest = fits.toSorted((a, b) => b.length - a.length)[0];
		if (longest === undefined) {
			break;
		}
		chosen.push(longest);
		rest = rest.slice(longest.length + 1);
	}
	return chosen;
}

/** Chooses one option of a list of several, or takes it back. */
export function toggle(value: string, option: string, options: readonly string[]): string {
	const before = chosenOf(value, options);
	return options.filter((o) => (o === option) !== before.includes(o)).join(",");
}

/** The ids of fields and categories that are required and missing. */
export function missing(w: Wrapup, f: Filling): string[] {
	const fields = w.fields
		.filter((a) => a.required && !isGiven(a.type, f.values[a.fieldId]))
		.map((a) => a.fieldId);
	const categories = w.categories.filter(
		(c) => c.required && !c.options.some((o) => f.categories.includes(o.id)),
	);
	return [...fields, ...categories.map((c) => c.id)];
}

function isGiven(type: string, value = ""): boolean {
	return type === "checkBox" ? value === "true" : value.trim() !== "";
}

/** The members of the command that gives it. */
export function members(w: Wrapup, f: Filling): Readonly<Record<string, unknown>> {
	return {
		chat: w.chat,
		comment: f.comment,
		categories: f.categories,
		fields: w.fields.flatMap(({ fieldId, name }) => {
			const value = f.values[fieldId] ?? "";
			return value === "" ? [] : [{ fieldId, name, value }];
		}),
	};
}

/** Whether anything differs from what was given. */
export function isChanged(w: Wrapup, f: Filling): boolean {
	return JSON.stringify(members(w, f)) !== JSON.stringify(members(w, filling(w)));
}

/** A part of a category: options that have a group in common; those without one have "". */
export interface Group {
	readonly name: string;
	readonly options: AskedCategory["options"];
}

/** The options of a category as a tree of two levels, in their order. */
export function tree(c: AskedCategory): Group[] {
	const groups = new Map<string, AskedCategory["options"][number][]>();
	for (const o of c.options) {
		groups.set(o.groupName, [...(groups.get(o.groupName) ?? []), o]);
	}
	return [...groups].map(([name, options]) => ({ name, options }));
}
