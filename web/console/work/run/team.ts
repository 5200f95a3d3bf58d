// Colleagues, departments and earlier chats, by the API.
import { useQuery } from "@tanstack/react-query";
import { api, held } from "../../run/api.ts";

/** The agents of the site, by name. */
export function useAgents() {
	return useQuery({
		queryKey: ["agents"],
		queryFn: async () => held(await api.GET("/global/agents", { params: { query: {} } })),
	});
}

/** What agents do now, asked again every few seconds while it is shown. */
export function useAtWork() {
	return useQuery({
		queryKey: ["atWork"],
		queryFn: async () => held(await api.GET("/livechat/agents", { params: { query: {} } })),
		refetchInterval: 5_000,
	});
}

/** The departments of the site. */
export function useDepartments() {
	return useQuery({
		queryKey: ["departments"],
		queryFn: async () => held(await api.GET("/global/departments", { params: { query: {} } })),
	});
}

/** The segments of the site, asked for only where a visitor is in one. */
export function useSegments(wanted: boolean) {
	return useQuery({
		queryKey: ["segments"],
		enabled: wanted,
		queryFn: async () => held(await api.GET("/livechat/segments", { params: { query: {} } })),
	});
}

const earlierAtMost = 20;

/** The chats that a visitor has had, the latest first. */
export function useEarlier(visitor: string) {
	return useQuery({
		queryKey: ["earlier", visitor],
		enabled: visitor !== "",
		staleTime: 0, // a visitor may come back soon after a chat, which is then an earlier one
		queryFn: async () =>
			held(
				await api.POST("/livechat/chats:Search", {
					params: { query: { pageSize: earlierAtMost, pageIndex: 1 } },
					body: { filters: [{ name: "visitorId", operator: "is", value: [visitor] }] },
				}),
			),
	});
}
