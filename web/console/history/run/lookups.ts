// The names of what chats point to, for menus and in the place of ids.
import { type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { api, held } from "../../run/api.ts";
import type { Chat } from "../model/columns.ts";
import { type FieldName, noGuid } from "../model/vocabulary.ts";

/** Something that has a name. */
export interface Named {
	readonly id: string;
	readonly name: string;
	/** What it is one of. */
	readonly group?: string;
}

/** Lists of named things. */
export type List =
	| "agents"
	| "departments"
	| "campaigns"
	| "skills"
	| "segments"
	| "invitations"
	| "bots"
	| "options"
	| "fields"
	| "variables";

const readers: Readonly<Record<List, () => Promise<readonly Named[]>>> = {
	agents: async () =>
		held(await api.GET("/global/agents")).map((a) => ({ id: a.id, name: a.displayName || a.email })),
	departments: async () => held(await api.GET("/global/departments")),
	campaigns: async () => held(await api.GET("/livechat/campaigns")),
	skills: async () => held(await api.GET("/global/skills")),
	segments: async () => held(await api.GET("/livechat/segments")),
	invitations: async () => held(await api.GET("/livechat/autoInvitations")),
	bots: async () => held(await api.GET("/livechat/bots")),
	options: async () =>
		held(await api.GET("/livechat/wrapupCategories")).flatMap((c) =>
			c.options.map((o) => ({ id: o.id, name: o.name, group: c.name })),
		),
	fields: async () => held(await api.GET("/livechat/fields")).filter((f) => !f.isPci),
	variables: async () => held(await api.GET("/livechat/customVariables")),
};

const lists: Partial<Readonly<Record<FieldName, List>>> = {
	agent: "agents",
	departmentId: "departments",
	"transferLog.fromDepartmentId": "departments",
	"transferLog.toDepartmentId": "departments",
	campaignId: "campaigns",
	skillId: "skills",
	segmentId: "segments",
	autoInvitationId: "invitations",
	botId: "bots",
	categoryOptionId: "options",
};

/** The list that a field's values are in, if there is one. */
export function listOf(field: FieldName): List | undefined {
	return lists[field];
}

/** The list of what a form's field can be named by. */
export function listOfForm(field: FieldName): List {
	return field === "customVariable" ? "variables" : "fields";
}

const queryOf = (list: List) => ({ queryKey: ["names", list], queryFn: readers[list], staleTime: 300_000 });

/** A list; empty until it is there. */
export function useList(list: List | undefined): readonly Named[] {
	const { data } = useQuery({ ...queryOf(list ?? "agents"), enabled: list !== undefined });
	return list === undefined ? [] : (data ?? []);
}

/** All agents, once they are wanted: there may be thousands. */
export function useAgents(wanted: boolean): {
	readonly agents: readonly Named[];
	readonly isPending: boolean;
} {
	const { data, isPending } = useQuery({ ...queryOf("agents"), enabled: wanted });
	return { agents: data ?? [], isPending };
}

/** The name of one agent; undefined until it is known, and of one who is gone. "" is nobody. */
export function useAgentName(id: string): string | undefined {
	const all = useQuery({ ...queryOf("agents"), enabled: false }).data;
	const known = all?.find((a) => a.id === id)?.name;
	const { data } = useQuery({
		queryKey: ["names", "agent", id],
		queryFn: async () => {
			const a = held(await api.GET("/global/agents/{id}", { params: { path: { id } } }));
			return a.displayName || a.email;
		},
		enabled: id !== "" && id !== noGuid && known === undefined,
		retry: false,
		staleTime: 300_000,
	});
	return known ?? data;
}

/** Tells the name of a field's value, undefined where it is not known. */
export type NameOf = (field: FieldName, id: string) => string | undefined;

const allLists = Object.keys(readers) as List[];

/** Reads names of what lists know, and of others that are given: deleted agents, say. */
export function useNames(others: ReadonlyMap<string, string> = none): NameOf {
	const names = useQueries({ queries: allLists.map(queryOf), combine: byList });
	return (field, id) => {
		const list = listOf(field);
		const found = list === undefined ? undefined : names.get(list)?.get(id);
		return id === noGuid ? undefined : (found ?? others.get(id));
	};
}

const none: ReadonlyMap<string, string> = new Map();

function byList(results: UseQueryResult<readonly Named[]>[]): ReadonlyMap<List, ReadonlyMap<string, string>> {
	return new Map(
		allLists.map(
			(list, i) => [list, new Map(results[i]?.data?.map((n) => [n.id, n.name] as const))] as const,
		),
	);
}

/** Names that chats bring along: they outlive what they belong to. */
export function namesIn(chats: readonly Chat[]): ReadonlyMap<string, string> {
	return new Map(chats.flatMap(namesOf).map((n) => [n.id, n.name]));
}

function namesOf(c: Chat): Named[] {
	const agents = c.chatAgents?.map(({ agent: a }) => ({ id: a.id, name: a.displayName })) ?? [];
	const options =
		c.chatWrapupCategories?.map(({ categoryOption: o }) => ({ id: o.id, name: nameOfOption(o) })) ?? [];
	const segments = c.chatSegmentResults?.map((r) => r.segment) ?? [];
	const others = [c.department, c.campaign, c.skill, c.autoInvitation].filter(
		(n) => n !== null && n !== undefined,
	);
	return [...agents, ...options, ...segments, ...others];
}

function nameOfOption(o: { readonly name: string; readonly groupName?: string }): string {
	return o.groupName ? `${o.groupName}: ${o.name}` : o.name;
}

/**
 * Names of ids that no list knows, such as agents who were deleted: a few chats are read
 * that point to them.
 */
export function useNamesOfOthers(field: FieldName, ids: readonly string[]): ReadonlyMap<string, string> {
	const { data } = useQuery({
		queryKey: ["names of others", field, ids],
		queryFn: async () => {
			const answer = await api.POST("/livechat/chats:Search", {
				params: { query: { pageSize: 200 } },
				body: {
					filters: [{ name: field, operator: "is", value: [...ids] }],
					fields: ["chatAgents", "chatWrapupCategories", "chatSegmentResults", "department", "campaign"],
				},
			});
			return namesIn(held(answer).list as Chat[]);
		},
		enabled: ids.length > 0,
		staleTime: Number.POSITIVE_INFINITY,
	});
	return data ?? none;
}
