// What agents work with in chats, as the API keeps it.
import { useQuery } from "@tanstack/react-query";
import type { components } from "../../../shared/api.d.ts";
import { api, held } from "../../run/api.ts";
import type { Resource } from "../../settings/run/resource.ts";
import { placed } from "../model/options.ts";

/** A list of options to choose from in a wrap-up. */
export type Category = components["schemas"]["WrapupCategory"];
/** What pages tell of their visitors. */
export type Variable = components["schemas"]["CustomVariable"];
/** A text that agents write by a shortcut. */
export type Canned = components["schemas"]["CannedMessage"];
/** Who is kept out. */
export type Ban = components["schemas"]["Ban"];
/** The site itself. */
export type Site = components["schemas"]["Site"];

const at = (id: string) => ({ params: { path: { id } } });

/** Wrap-up categories; their options get the places that they stand in. */
export const categories: Resource<Category> = {
	key: "wrapup",
	list: async () => held(await api.GET("/livechat/wrapupCategories")),
	read: async (id) => held(await api.GET("/livechat/wrapupCategories/{id}", at(id))),
	create: async (draft) => {
		const body = { ...draft, options: placed(draft.options) };
		return held(await api.POST("/livechat/wrapupCategories", { body }));
	},
	change: async (id, { name, options }, changed) => {
		const body = { ...changed, name, ...(changed.options && { options: placed(options) }) };
		return held(await api.PUT("/livechat/wrapupCategories/{id}", { ...at(id), body }));
	},
	remove: (id) => api.DELETE("/livechat/wrapupCategories/{id}", at(id)),
};

/** Gives a category another place among the others. */
export async function place({ id, name, order }: Category): Promise<void> {
	await api.PUT("/livechat/wrapupCategories/{id}", { ...at(id), body: { name, order } });
}

/** Custom variables. */
export const variables: Resource<Variable> = {
	key: "variables",
	list: async () => held(await api.GET("/livechat/customVariables")),
	read: async (id) => held(await api.GET("/livechat/customVariables/{id}", at(id))),
	create: async (body) => held(await api.POST("/livechat/customVariables", { body })),
	change: async (id, { name }, changed) => {
		const body = { ...changed, name };
		return held(await api.PUT("/livechat/customVariables/{id}", { ...at(id), body }));
	},
	remove: (id) => api.DELETE("/livechat/customVariables/{id}", at(id)),
};

/** Canned messages: those of the agent, and those that are shared with it. */
export const canned: Resource<Canned> = {
	key: "canned",
	list: async () => held(await api.GET("/livechat/cannedMessages")),
	read: async (id) => held(await api.GET("/livechat/cannedMessages/{id}", at(id))),
	create: async (body) => held(await api.POST("/livechat/cannedMessages", { body })),
	change: async (id, { shortcut, text }, changed) => {
		const body = { ...changed, shortcut, text };
		return held(await api.PUT("/livechat/cannedMessages/{id}", { ...at(id), body }));
	},
	remove: (id) => api.DELETE("/livechat/cannedMessages/{id}", at(id)),
};

/** Bans. */
export const bans: Resource<Ban> = {
	key: "bans",
	list: async () => held(await api.GET("/livechat/bans")),
	read: async (id) => held(await api.GET("/livechat/bans/{id}", at(id))),
	create: async (body) => held(await api.POST("/livechat/bans", { body })),
	change: async (id, _, changed) => held(await api.PUT("/livechat/bans/{id}", { ...at(id), body: changed })),
	remove: (id) => api.DELETE("/livechat/bans/{id}", at(id)),
};

/** The names that visitors gave in their last chats, by id. */
export function useVisitorNames(ids: readonly string[]): ReadonlyMap<string, string> {
	const { data } = useQuery({
		queryKey: ["names", "visitors", ids],
		queryFn: async () => {
			const filters = [{ name: "visitorId" as const, operator: "is" as const, value: [...ids] }];
			const fields = ["visitorId" as const, "preChatName" as const];
			const body = { filters, fields };
			const { list } = held(
				await api.POST("/livechat/chats:Search", { params: { query: { pageSize: 500 } }, body }),
			);
			return new Map(list.map((c) => [c.visitorId ?? "", c.preChatName ?? ""] as const));
		},
		enabled: ids.length > 0,
		staleTime: 300_000,
	});
	return data ?? none;
}

const none: ReadonlyMap<string, string> = new Map();
