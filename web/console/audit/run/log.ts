// Reads the audit log, part after part.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { components } from "../../../shared/api.d.ts";
import { api, held } from "../../run/api.ts";
import { type About, type Action, everythingAbout, parametersAbout, startOf } from "../model/deeds.ts";

/** Something that was done. */
export type Deed = components["schemas"]["AuditEntry"];

/** What is asked of the log; empty for all. */
export interface Wanted {
	readonly agentId: string;
	readonly action: "" | Action;
	/** Days, as an input of the kind date has them; the last one is included. */
	readonly from: string;
	readonly until: string;
	/** What it is about, as somebody chose. */
	readonly about: About;
	/** The one thing that it is about, with its name, as an entry led to it. */
	readonly target: { readonly id: string; readonly name: string } | undefined;
}

/** All that there is. */
export const everything: Wanted = {
	agentId: "",
	action: "",
	from: "",
	until: "",
	about: everythingAbout,
	target: undefined,
};

const size = 50;

function query({ agentId, action, from, until, about, target }: Wanted, before: number) {
	return {
		limit: size,
		...(before > 0 && { before }),
		...(agentId !== "" && { agentId }),
		...(action !== "" && { action }),
		...(from !== "" && { from: startOf(from) ?? "" }),
		...(until !== "" && { to: startOf(until, 1) ?? "" }),
		...parametersAbout(about),
		...(target !== undefined && { targetId: target.id }),
	};
}

/** The entries, the last one first. */
export function useLog(wanted: Wanted) {
	return useInfiniteQuery({
		queryKey: ["audit", wanted],
		queryFn: async ({ pageParam }) =>
			held(await api.GET("/global/auditLog", { params: { query: query(wanted, pageParam) } })),
		initialPageParam: 0,
		getNextPageParam: (last) => (last.hasMore ? last.entries.at(-1)?.n : undefined),
		staleTime: 0,
	});
}
