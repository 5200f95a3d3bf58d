// Counts beside a result, which narrow it by a click.
import { type Condition, conditionsOf, type Group, isGroup, narrowed, type Query } from "./query.ts";
import { type FacetName, fieldNamed, noGuid } from "./vocabulary.ts";

/** A value as a facet, or the key of a group, has it. */
export type Counted = string | number | boolean | null;

/** The facets beside a list. */
export const usualFacets: readonly FacetName[] = [
	"status",
	"departmentId",
	"agent",
	"campaignId",
	"postChatSurvey.ratingGrade",
	"categoryOptionId",
	"source",
	"chatType",
	"segmentId",
];

/** The condition that finds the chats which a value was counted of. */
export function conditionFor(field: FacetName, value: Counted): Condition {
	return value === null
		? { field, operator: "notExists", values: [] }
		: { field, operator: "is", values: [String(value)] };
}

/** Whether a counted value means that there is none. */
export function isNone(field: FacetName, value: Counted): boolean {
	return value === null || (fieldNamed(field)?.kind === "guid" && value === noGuid);
}

/** Whether a search already asks for a value, as one that must hold. */
export function isChosen(where: Group, field: FacetName, value: Counted): boolean {
	return chosenAt(where, conditionFor(field, value)) >= 0;
}

/** The search with a value asked for; without it where it was. */
export function toggled(query: Query, field: FacetName, value: Counted): Query {
	const condition = conditionFor(field, value);
	const at = chosenAt(query.where, condition);
	const where =
		at >= 0
			? { ...query.where, parts: query.where.parts.filter((_, i) => i !== at) }
			: narrowed(query.where, condition);
	return { ...query, where };
}

/** Where a group that all must hold has a condition; -1 if it has not. */
function chosenAt(where: Group, condition: Condition): number {
	if (where.not || (where.join === "or" && where.parts.length > 1)) {
		return -1;
	}
	return where.parts.findIndex((p) => !isGroup(p) && same(p, condition));
}

function same(a: Condition, b: Condition): boolean {
	return (
		a.field === b.field &&
		a.operator === b.operator &&
		a.values.length === b.values.length &&
		a.values.every((v, i) => v === b.values[i])
	);
}

/** The facets that a list shows: the usual ones, and those that the search narrows by. */
export function facetsOf(query: Query): readonly FacetName[] {
	const asked = conditionsOf(query.where)
		.map((c) => fieldNamed(c.field))
		.flatMap((f) => (f?.counted ? [f.name as FacetName] : []));
	return [...new Set([...usualFacets, ...asked])].slice(0, mostFacets);
}

const mostFacets = 10;
