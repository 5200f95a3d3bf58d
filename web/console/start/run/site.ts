// The site as its administrators decide on it, and whether they are still to be shown how to begin.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useAccount } from "../../run/account.ts";
import { api, held } from "../../run/api.ts";

const key = ["site"];

/** The site, for those who may change it. */
export function useSite() {
	const may = useAccount((a) => a.phase === "in" && a.scopes.includes("settings"));
	return useQuery({
		queryKey: key,
		queryFn: async () => held(await api.GET("/global/site")),
		enabled: may,
	});
}

/** Whether whoever is signed in is to be shown how to begin. */
export function useGuided(): boolean {
	return useSite().data?.showGuide === true;
}

/** Changes some of the site. */
export function useChangeSite() {
	const queries = useQueryClient();
	return async (body: { readonly name?: string; readonly showGuide?: boolean }) => {
		queries.setQueryData(key, held(await api.PUT("/global/site", { body })));
	};
}
