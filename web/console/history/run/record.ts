// One chat with everything that belongs to it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../../shared/api.js";
import { accessToken, api, held, problem } from "../../run/api.ts";
import { everyInclude } from "./includes.ts";
import { save } from "./saving.ts";

/** A chat as it is stored, with what was included. */
export type Whole = components["schemas"]["Chat"];

/** The record of a chat. */
export function useRecord(id: string) {
	return useQuery({
		queryKey: ["record", id],
		queryFn: async () => {
			const answer = await api.GET("/livechat/chats/{id}", {
				params: { path: { id }, query: { include: [...everyInclude] } },
			});
			return held(answer) as Whole; // it is whole, since no `fields` were asked for
		},
	});
}

/** Changes a record, and then reads it and the lists anew. */
export function useChange<T>(id: string, change: (of: T) => Promise<unknown>) {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: change,
		onSettled: () =>
			Promise.all([
				queries.invalidateQueries({ queryKey: ["record", id] }),
				queries.invalidateQueries({ queryKey: ["search"] }),
			]),
	});
}

/** What an agent wraps a chat up with. */
export interface WrapupEntry {
	readonly comment: string;
	readonly options: readonly string[];
	readonly fields: readonly { readonly fieldId: string; readonly value: string }[];
}

/** Stores a wrap-up: only what has changed. */
export async function storeWrapup(chat: Whole, entry: WrapupEntry): Promise<void> {
	const path = { id: String(chat.id) };
	if (entry.comment !== (chat.chatWrapup?.comment ?? "")) {
		await api.PUT("/livechat/chats/{id}/chatWrapup", { params: { path }, body: { comment: entry.comment } });
	}
	const before = (chat.chatWrapupCategories ?? []).map((c) => c.categoryOptionId);
	if (before.toSorted().join() !== entry.options.toSorted().join()) {
		await api.POST("/livechat/chats/{id}/chatWrapupCategories", {
			params: { path },
			body: entry.options.map((categoryOptionId) => ({ categoryOptionId })),
		});
	}
	if (entry.fields.length > 0) {
		await api.POST("/livechat/chatFieldResults", {
			body: entry.fields.map((f) => ({ ...f, chatId: chat.id, formType: "wrapUp" as const })),
		});
	}
}

/** A ticket that there is, or a new one. */
export type ToTicket = { readonly ticket: number } | { readonly subject: string };

/** Attaches a chat to a ticket. */
export async function attach(
	chat: { readonly id: number; readonly requestedTime: string | number },
	to: ToTicket,
): Promise<void> {
	const targetId =
		"ticket" in to
			? to.ticket
			: held(await api.POST("/livechat/tickets", { body: { subject: to.subject } })).id;
	await api.POST("/livechat/chats/{id}:AttachToTicket", {
		params: { path: { id: String(chat.id) } },
		body: { targetId, utcOffset: new Date(chat.requestedTime).getTimezoneOffset() },
	});
}

type File = components["schemas"]["ChatAttachment"];

/** Whether a file is kept here; that of an imported chat may be anywhere, and is not asked for. */
export function isKeptHere(file: File): boolean {
	return URL.parse(file.url, location.href)?.origin === location.origin;
}

/** Saves a file of a chat. Its address wants the token that calls have. */
export async function saveAttachment(file: File): Promise<void> {
	const answer = await fetch(file.url, { headers: { Authorization: `Bearer ${accessToken()}` } });
	if (!answer.ok) {
		throw await problem(answer);
	}
	save(file.name, await answer.blob());
}
