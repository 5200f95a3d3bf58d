// A search as a value: conditions in groups, an order, columns. Edits give a new one.
import {
	type FieldName,
	fieldNamed,
	isComparison,
	isOfForm,
	isValueless,
	type Operator,
	operatorsOf,
	type SortName,
} from "./vocabulary.ts";

/** One restriction. */
export interface Condition {
	readonly field: FieldName;
	readonly operator: Operator;
	/** As the API takes them; a time may be the word of a period. */
	readonly values: readonly string[];
	/** Of a form: the one field that is meant; all of them without. */
	readonly fieldId?: string;
	/** Of a form: narrows to the chats of a campaign. */
	readonly campaignId?: string;
}

/** Conditions and groups, of which all must hold, or any. */
export interface Group {
	readonly join: "and" | "or";
	readonly not: boolean;
	readonly parts: readonly Part[];
}

/** What a group is made of. */
export type Part = Condition | Group;

/** Where a part stands: its positions in the groups from the outermost one on. */
export type Path = readonly number[];

/** The order of a result. */
export interface Sort {
	readonly by: SortName;
	readonly descending: boolean;
}

/** A search of chats that came about, or of those that were missed and refused. */
export interface Query {
	readonly givenUp: boolean;
	readonly where: Group;
	readonly sort: Sort;
	/** Names of columns; none for the usual ones. */
	readonly columns: readonly string[];
}

/** The order in which a search answers when nothing else is asked. */
export const newestFirst: Sort = { by: "requestedTime", descending: true };

/** What restricts nothing. */
export const everything: Group = { join: "and", not: false, parts: [] };

/** All chats, newest first. */
export const allChats: Query = { givenUp: false, where: everything, sort: newestFirst, columns: [] };

/** Whether a part is a group. */
export function isGroup(part: Part): part is Group {
	return "parts" in part;
}

/** A condition on a field that still has no value. */
export function blank(field: FieldName): Condition {
	const usual: Operator = ["contains", "is"].find((o): o is Operator => suits(field, o)) as Operator;
	return { field, operator: fieldNamed(field)?.kind === "text" ? usual : "is", values: [] };
}

function suits(field: FieldName, operator: string): boolean {
	return operatorsOf(field).some((o) => o === operator);
}

/** The condition with another field. What it had stays where it suits. */
export function withField(c: Condition, field: FieldName): Condition {
	const next = blank(field);
	const alike =
		fieldNamed(field)?.kind === fieldNamed(c.field)?.kind && !isOfForm(field) && !isOfForm(c.field);
	return alike && fieldNamed(field)?.kind !== "enum" && fieldNamed(field)?.kind !== "guid"
		? { ...next, operator: suits(field, c.operator) ? c.operator : next.operator, values: c.values }
		: next;
}

/** The condition with another operator, without the values that it does not take. */
export function withOperator(c: Condition, operator: Operator): Condition {
	const most = isValueless(operator) ? 0 : isComparison(operator) ? 1 : c.values.length;
	const periods = fieldNamed(c.field)?.kind === "time" && isComparison(c.operator) !== isComparison(operator);
	return { ...c, operator, values: periods ? [] : c.values.slice(0, most) };
}

/** The part at a path. */
export function partAt(root: Group, path: Path): Part | undefined {
	let part: Part | undefined = root;
	for (const i of path) {
		part = part !== undefined && isGroup(part) ? part.parts[i] : undefined;
	}
	return part;
}

/** The tree with another part at a path, or without one there. */
export function replaced(root: Group, path: Path, by: Part | undefined): Group {
	const [i, ...rest] = path;
	if (i === undefined) {
		return by !== undefined && isGroup(by) ? by : everything;
	}
	const old = root.parts[i];
	const next = rest.length > 0 && old !== undefined && isGroup(old) ? replaced(old, rest, by) : by;
	return {
		...root,
		parts: root.parts.flatMap((p, at) => (at !== i ? [p] : next === undefined ? [] : [next])),
	};
}

/** The tree with one more part at the end of the group at a path. */
export function added(root: Group, path: Path, part: Part): Group {
	const group = partAt(root, path);
	if (group === undefined || !isGroup(group)) {
		return root;
	}
	return replaced(root, path, { ...group, parts: [...group.parts, part] });
}

/** What must hold besides, as one group. */
export function narrowed(where: Group, ...more: readonly Part[]): Group {
	if (more.length === 0) {
		return where;
	}
	const parts = where.join === "and" && !where.not ? where.parts : [where];
	return { join: "and", not: false, parts: [...parts, ...more] };
}

/** All conditions of a tree, in order. */
export function conditionsOf(part: Part): readonly Condition[] {
	return isGroup(part) ? part.parts.flatMap(conditionsOf) : [part];
}
