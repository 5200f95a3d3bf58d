// Things of the site that have a list and an id each, as the API keeps them.
//
//	const skills: Resource<Skill> = {
//		key: "skills",
//		list: async () => held(await api.GET("/global/skills")),
//		read: async (id) => held(await api.GET("/global/skills/{id}", { params: { path: { id } } })),
//		create: async (body) => held(await api.POST("/global/skills", { body })),
//		change: async (id, _, body) => held(await api.PUT("/global/skills/{id}", { params: { path: { id } }, body })),
//		remove: (id) => api.DELETE("/global/skills/{id}", { params: { path: { id } } }),
//	};
//
// What is written makes every list anew that may show it: the page's own, and names elsewhere.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { changedOf } from "../model/draft.ts";
import { newId } from "../model/place.ts";

/** Anything that has an id. */
export interface Item {
	readonly id: string;
}

/** How the API keeps one kind of things. */
export interface Resource<T extends Item> {
	/** Names the kind among the answers that are kept. */
	readonly key: string;
	readonly list: () => Promise<readonly T[]>;
	readonly read: (id: string) => Promise<T>;
	readonly create: (draft: Omit<T, "id">) => Promise<T>;
	/**
	 * Is told the whole draft, and what of it was changed: whoever sends that alone leaves what
	 * others have changed meanwhile.
	 */
	readonly change: (id: string, draft: T, changed: Partial<T>) => Promise<T>;
	/** Not given where nothing is ever deleted. */
	readonly remove?: (id: string) => Promise<unknown>;
}

/** All of them. */
export function useAll<T extends Item>(of: Resource<T>) {
	return useQuery({ queryKey: ["settings", of.key], queryFn: of.list, staleTime: 0 });
}

/** One of them, read anew whenever a form is opened; what is made begins with blank. */
export function useOne<T extends Item>(of: Resource<T>, id: string, blank: Omit<T, "id">) {
	return useQuery({
		queryKey: ["settings", of.key, id],
		queryFn: () => (id === newId ? ({ ...blank, id: "" } as T) : of.read(id)),
		staleTime: Number.POSITIVE_INFINITY, // what is being edited is not replaced
		gcTime: 0,
	});
}

/** Makes or changes one. */
export async function saved<T extends Item>(of: Resource<T>, id: string, draft: T, before: T): Promise<T> {
	if (id !== newId) {
		return of.change(id, draft, changedOf(before, draft));
	}
	const { id: _, ...fresh } = draft;
	return of.create(fresh);
}

/** Has all lists read anew that may show what was written. */
export function useWritten(): (key: string) => Promise<void> {
	const queries = useQueryClient();
	return (key) => written(queries, key);
}

async function written(queries: QueryClient, key: string): Promise<void> {
	const stale = [["settings", key], ["names"], ["agents"], ["departments"], ["me"]];
	await Promise.all(
		stale.map((queryKey) => queries.invalidateQueries({ queryKey, predicate: (q) => !isForm(q.queryKey) })),
	);
}

// What a form shows is replaced by what saving it answers, and by nothing else.
function isForm(key: readonly unknown[]): boolean {
	return key[0] === "settings" && key.length > 2;
}
