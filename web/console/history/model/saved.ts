// Searches that are kept under a name. Other clients find the body of a search in one; the
// console finds its address in it as well, with periods that move and columns.
import { type Address, addressOf, queryAt } from "./address.ts";
import { conditions, type SearchBody } from "./ask.ts";
import { whereOf } from "./body.ts";
import { allChats, type Query } from "./query.ts";
import type { Clock } from "./zone.ts";

/** What is kept: a body, with what only the console reads beside it. */
export type KeptSearch = SearchBody & { readonly console?: Address };

/** What to keep of a search. */
export function kept(query: Query, clock: Clock): KeptSearch {
	return { ...conditions(query.where, clock), console: addressOf(query) };
}

/** The search that was kept; undefined for one of another client that the console cannot show. */
export function queryKept(search: KeptSearch, givenUp: boolean): Query | undefined {
	if (search.console !== undefined) {
		const understood = queryAt({ ...search.console });
		return "query" in understood ? understood.query : undefined;
	}
	const where = whereOf(search);
	return where && { ...allChats, where, givenUp };
}
