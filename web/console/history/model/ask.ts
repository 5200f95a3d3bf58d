// A search as the API takes it.
import type { components, operations } from "../../../shared/api.js";
import { limits } from "../../../shared/filters.gen.ts";
import { normalGroup } from "./normal.ts";
import { type Condition, conditionsOf, type Group, isGroup, type Part, type Query } from "./query.ts";
import { type FacetName, fieldNamed, isComparison, isFullText, isOfForm } from "./vocabulary.ts";
import { type Clock, ends, periodNamed, spanOfPeriod } from "./zone.ts";

/** The body of a search. */
export type SearchBody = components["schemas"]["Search"];
/** One filter of a body. */
export type Filter = components["schemas"]["Filter"];
/** A member that `fields` can ask for. */
export type Member = NonNullable<SearchBody["fields"]>[number];
/** The parameters of a search that stand beside its body. */
export type Parameters = NonNullable<operations["searchChats"]["parameters"]["query"]>;

/** The conditions of a body, and how they are joined. */
export type Conditions = Pick<SearchBody, "filters" | "conditionMetType" | "logicalExpression">;

/** What a page of a search is to have besides its chats. */
export interface Wanted {
	readonly cursor: string;
	readonly members: readonly Member[];
	readonly facets: readonly FacetName[];
	readonly highlight: boolean;
}

/** The conditions, in the form that says the same in the fewest words. */
export function conditions(where: Group, clock: Clock): Conditions {
	const group = normalGroup(where);
	const all = conditionsOf(group);
	if (all.length === 0) {
		return {};
	}
	const filters = all.map((c) => filterOf(c, clock));
	if (!group.not && !group.parts.some(isGroup)) {
		return group.join === "and" ? { filters } : { filters, conditionMetType: "any" };
	}
	return { filters, conditionMetType: "logicalExpression", logicalExpression: expression(group) };
}

/** How the positions of conditions are joined: 1 and (2 or not 3). */
function expression(group: Group): string {
	let position = 0;
	const say = (part: Part, inner: boolean): string => {
		if (!isGroup(part)) {
			position++;
			return String(position);
		}
		const said = part.parts.map((p) => say(p, true)).join(` ${part.join} `);
		return part.not ? `not (${said})` : inner ? `(${said})` : said;
	};
	return say(group, false);
}

function filterOf(c: Condition, clock: Clock): Filter {
	const name = c.field;
	const operator = c.operator;
	if (isOfForm(c.field) && (c.fieldId !== undefined || c.campaignId !== undefined)) {
		const { fieldId, campaignId, values } = c;
		const entered = {
			...(fieldId === undefined ? {} : { fieldId }),
			...(campaignId === undefined ? {} : { campaignId }),
			value: [...values],
		};
		return { name, operator, value: [entered] };
	}
	return { name, operator, value: resolved(c, clock) };
}

/** The values, with the ends of a period in the place of its word. */
function resolved(c: Condition, clock: Clock): string[] {
	const period = periodOf(c);
	return period === undefined ? [...c.values] : [...ends(spanOfPeriod(period, clock))];
}

/** The period that a condition names, if it names one. */
export function periodOf(c: Condition) {
	const [word] = c.values;
	const may = fieldNamed(c.field)?.kind === "time" && !isComparison(c.operator) && c.values.length === 1;
	return may && word !== undefined ? periodNamed(word) : undefined;
}

/** The body for a page. */
export function bodyOf(query: Query, clock: Clock, wanted: Wanted): SearchBody {
	return {
		...conditions(query.where, clock),
		cursor: wanted.cursor,
		...(wanted.members.length === 0 ? {} : { fields: [...wanted.members] }),
		...(wanted.facets.length === 0 ? {} : { facets: wanted.facets.slice(0, limits.facets) }),
		...(wanted.highlight && conditionsOf(query.where).some((c) => isFullText(c.field))
			? { highlight: true }
			: {}),
	};
}

/** The parameters for a page. */
export function parametersOf(query: Query, pageSize: number): Parameters {
	return { sortBy: query.sort.by, sortOrder: query.sort.descending ? "desc" : "asc", pageSize };
}
