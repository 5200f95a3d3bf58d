// Canned messages, by the API, read when they are first asked for.
import { useQuery } from "@tanstack/react-query";
import { api, held } from "../../run/api.ts";

/** The canned messages that the agent may use, read once as long as they are used. */
export function useCanned(wanted: boolean) {
	return useQuery({
		queryKey: ["names", "canned"], // which the settings have read anew when they change one
		enabled: wanted,
		queryFn: async () => held(await api.GET("/livechat/cannedMessages", { params: { query: {} } })),
		staleTime: Number.POSITIVE_INFINITY,
	});
}
