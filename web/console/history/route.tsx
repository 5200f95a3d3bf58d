// The history: lists of chats that are over, and their records.
import { createLazyRoute, useNavigate, useSearch } from "@tanstack/react-router";
import { type Address, addressOf, queryAt } from "./model/address.ts";
import { allChats, type Query } from "./model/query.ts";
import { History } from "./view/history.tsx";
import "./view/mantine.ts";
import { NotUnderstood } from "./view/notunderstood.tsx";
import "./view/dialog.css";
import "./view/style.css";
import { Record } from "./view/record.tsx";

/** Leads to the history. */
export const route = createLazyRoute("/history")({ component: HistoryArea });

/** What an address of the history tells: a search, and a chat whose record is open. */
export type HistoryAddress = Address & { readonly chat?: string | number };

function HistoryArea() {
	const address: HistoryAddress & { readonly [name: string]: unknown } = useSearch({ strict: false });
	const go = useNavigate();
	const { chat, ...search } = address;
	const understood = queryAt(search);
	const show = (query: Query) => void go({ to: "/history", search: { ...addressOf(query) } });
	if (chat !== undefined) {
		return <Record key={chat} id={String(chat)} back={search} />;
	}
	return "problem" in understood ? (
		<NotUnderstood part={understood.problem} startAnew={() => show(allChats)} />
	) : (
		<History query={understood.query} show={show} />
	);
}
