// Conditions that have a place of their own above a list: words, and when.
import { type Condition, type Group, isGroup, narrowed, type Part, replaced } from "./query.ts";
import type { FieldName } from "./vocabulary.ts";

/** The condition on a field that all found chats must satisfy, if there is exactly one. */
export function mustHold(where: Group, field: FieldName): Condition | undefined {
	const at = placeOf(where, field);
	const part: Part | undefined = where.parts[at];
	return part === undefined || isGroup(part) ? undefined : part;
}

/** The search with another such condition, or without one. */
export function withMust(where: Group, field: FieldName, condition: Condition | undefined): Group {
	const at = placeOf(where, field);
	if (at >= 0) {
		return replaced(where, [at], condition);
	}
	return condition === undefined ? where : narrowed(where, condition);
}

function placeOf(where: Group, field: FieldName): number {
	if (where.not || (where.join === "or" && where.parts.length > 1)) {
		return -1;
	}
	const places = where.parts.flatMap((p, i) =>
		!isGroup(p) && p.field === field && p.operator === "is" ? [i] : [],
	);
	return places.length === 1 ? (places[0] ?? -1) : -1;
}
