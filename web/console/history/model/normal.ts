// The normal form of a search: two that mean the same by their structure are equal, so
// that one address stands for them.
import { type Condition, everything, type Group, isGroup, type Part, type Query } from "./query.ts";
import { fieldNamed, isComparison, isOfForm, isValueless } from "./vocabulary.ts";

/** A search without what restricts nothing. */
export function normal(q: Query): Query {
	return { ...q, where: normalGroup(q.where), columns: [...new Set(q.columns)] };
}

/** A group without parts that restrict nothing, and without groups that are not needed. */
export function normalGroup(g: Group): Group {
	const part = simplest(g);
	if (part === undefined) {
		return everything;
	}
	return isGroup(part) ? part : { join: "and", not: false, parts: [part] };
}

/** The simplest part that means the same; undefined where it restricts nothing. */
function simplest(part: Part): Part | undefined {
	if (!isGroup(part)) {
		return restricting(part);
	}
	const parts = part.parts
		.map(simplest)
		.filter((p) => p !== undefined)
		.flatMap((p) => (isGroup(p) && !p.not && p.join === part.join ? p.parts : [p]));
	const [only] = parts;
	if (only === undefined) {
		return undefined;
	}
	if (parts.length > 1) {
		return { ...part, parts };
	}
	if (!part.not) {
		return only;
	}
	return isGroup(only) ? unnested({ ...only, not: !only.not }) : { join: "and", not: true, parts: [only] };
}

/** A group whose negation went away may be one condition. */
function unnested(g: Group): Part {
	const [only] = g.parts;
	return !g.not && g.parts.length === 1 && only !== undefined ? only : g;
}

/** The condition in its normal form; undefined where its values restrict nothing. */
export function restricting(c: Condition): Condition | undefined {
	const values = valuesOf(c);
	if (values.length === 0 && !isValueless(c.operator)) {
		return undefined;
	}
	const form = isOfForm(c.field);
	return {
		field: c.field,
		operator: c.operator,
		values,
		...(form && c.fieldId ? { fieldId: c.fieldId.toLowerCase() } : {}),
		...(form && c.campaignId ? { campaignId: c.campaignId.toLowerCase() } : {}),
	};
}

function valuesOf(c: Condition): readonly string[] {
	const kind = fieldNamed(c.field)?.kind;
	if (isValueless(c.operator) || c.values.every((v) => v.trim() === "")) {
		return [];
	}
	if (kind === "time" && !isComparison(c.operator)) {
		return c.values.slice(0, 2).map((v) => v.trim()); // [from, to], of which one may be empty
	}
	const trimmed = kind === "text" ? c.values : c.values.map((v) => v.trim());
	const values = [...new Set(trimmed.filter((v) => v.trim() !== ""))];
	return isComparison(c.operator) ? values.slice(0, 1) : kind === "guid" ? values.map(lower) : values;
}

const lower = (s: string) => s.toLowerCase();
