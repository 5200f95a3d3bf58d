// Searches as the views ask for them.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError, api, held } from "../../run/api.ts";
import { writeGroup } from "../model/address.ts";
import { bodyOf, parametersOf, type SearchBody, type Parameters as SearchParameters } from "../model/ask.ts";
import { type Chat, columnsOf, membersOf } from "../model/columns.ts";
import type { Page } from "../model/export.ts";
import { facetsOf } from "../model/facets.ts";
import type { Query } from "../model/query.ts";
import type { Clock } from "../model/zone.ts";

/** What it is now, where the browser is. */
export function clockNow(): Clock {
	return { now: Date.now(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC" };
}

/** One page of a search. */
export async function searchPage(
	query: Query,
	body: SearchBody,
	parameters: SearchParameters,
): Promise<Page> {
	const asked = { params: { query: parameters }, body };
	return held(
		query.givenUp
			? await api.POST("/livechat/missedAndRefusedChats:Search", asked)
			: await api.POST("/livechat/chats:Search", asked),
	);
}

/** The same where nobody waits at the screen: a busy server is asked again when it says so. */
export async function searchPagePatiently(...asked: Parameters<typeof searchPage>): Promise<Page> {
	for (let tries = 0; ; tries++) {
		try {
			return await searchPage(...asked);
		} catch (e) {
			if (!(e instanceof ApiError) || e.status !== 429 || tries === mostTries) {
				throw e;
			}
			await new Promise((again) => setTimeout(again, Math.max(e.retryAfter, 1) * 1000));
		}
	}
}

const mostTries = 10;
const pageSize = 100;

/** The body of a search's first page, with counts and passages, for the columns that it shows. */
export function firstBody(query: Query, clock: Clock): SearchBody {
	return bodyOf(query, clock, {
		cursor: "",
		members: membersOf(columnsOf(query.columns, query.givenUp)),
		facets: facetsOf(query),
		highlight: true,
	});
}

/** A search, page after page. */
export function useSearched(query: Query) {
	const { givenUp, sort, columns } = query;
	const where = writeGroup(query.where);
	// A period is when it was at the first page, so that cursors stay good.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the query's parts decide
	const body = useMemo(() => firstBody(query, clockNow()), [where, givenUp, sort.by, columns.join(",")]);
	const parameters = parametersOf(query, pageSize);
	const found = useInfiniteQuery({
		queryKey: ["search", givenUp, body, parameters],
		queryFn: ({ pageParam }) => {
			const { facets: _, ...rest } = body;
			return searchPage(query, pageParam === "" ? body : { ...rest, cursor: pageParam }, parameters);
		},
		initialPageParam: "",
		getNextPageParam: (last) => last.nextCursor,
	});
	const chats = useMemo(() => (found.data?.pages ?? []).flatMap((p) => p.list as Chat[]), [found.data]);
	return { ...found, chats, first: found.data?.pages[0] };
}
