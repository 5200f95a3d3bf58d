// A search of chats: what narrows it, what it found.
import { useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { addressOf } from "../model/address.ts";
import { columnsOf } from "../model/columns.ts";
import type { Query } from "../model/query.ts";
import { namesIn, useNames } from "../run/lookups.ts";
import { useSearched } from "../run/searching.ts";
import { Builder } from "./builder.tsx";
import { Facets } from "./facets.tsx";
import { ChatList } from "./list.tsx";
import { Refusal } from "./refusal.tsx";
import type { Show } from "./show.ts";
import { Toolbar } from "./toolbar.tsx";

/** The list of what a search finds. */
export function History({ query, show }: { readonly query: Query; readonly show: Show }) {
	const t = useTexts("history");
	const [building, setBuilding] = useState(false);
	const [chosen, choose] = useState<ReadonlySet<number>>(new Set());
	const searched = useSearched(query);
	const { first, chats } = searched;
	const names = useNames(namesIn(chats));
	const address = addressOf(query);
	return (
		<section className="history" aria-labelledby="history-title">
			<h1 id="history-title" className="unseen">
				{t(query.givenUp ? "history.missed" : "history.title")}
			</h1>
			<Toolbar
				query={query}
				show={show}
				building={building}
				build={() => setBuilding(!building)}
				total={first?.total}
				chosen={chosen}
				choose={choose}
			/>
			{building && (
				<Builder
					key={address.where ?? ""}
					where={query.where}
					apply={(where) => show({ ...query, where })}
					close={() => setBuilding(false)}
				/>
			)}
			<div className="found">
				<Facets query={query} show={show} facets={first?.facets} others={first?.facetOthers} names={names} />
				<div className="listing">
					<Total total={first?.total} isPending={searched.isPending} />
					{searched.error !== null && (
						<Refusal error={searched.error} again={() => void searched.refetch()} />
					)}
					<ChatList
						query={query}
						show={show}
						columns={columnsOf(query.columns, query.givenUp)}
						searched={searched}
						chosen={chosen}
						choose={choose}
					/>
				</div>
			</div>
		</section>
	);
}

function Total({ total, isPending }: { readonly total: number | undefined; readonly isPending: boolean }) {
	const t = useTexts("history");
	return (
		<p role="status" className="foundtotal">
			{total === undefined ? (isPending ? t("history.searching") : "") : t("history.total", { count: total })}
		</p>
	);
}
