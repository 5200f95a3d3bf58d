// Who is signed in, as the API tells it.
import { useQuery } from "@tanstack/react-query";
import { api, held } from "../../run/api.ts";

/** The agent, its site and its sign-in; undefined until they are there. */
export function useMe() {
	return useQuery({ queryKey: ["me"], queryFn: async () => held(await api.GET("/global/me")) }).data;
}
