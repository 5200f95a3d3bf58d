// The chats that a search found, of which only those in sight are drawn.
import { Checkbox } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTexts } from "../../run/texts.ts";
import { addressOf } from "../model/address.ts";
import type { Chat, Column, Look } from "../model/columns.ts";
import type { Query } from "../model/query.ts";
import { useSaid } from "../run/said.ts";
import type { useSearched } from "../run/searching.ts";
import { useMayDelete } from "./delete.tsx";
import { Passages } from "./passages.tsx";
import type { Show } from "./show.ts";

interface ListProps {
	readonly query: Query;
	readonly show: Show;
	readonly columns: readonly Column[];
	readonly searched: ReturnType<typeof useSearched>;
	readonly chosen: ReadonlySet<number>;
	readonly choose: (ids: ReadonlySet<number>) => void;
}

const rowHeight = 40;

/** A table, whose rows are read as they come into sight. */
export function ChatList({ query, show, columns, searched, chosen, choose }: ListProps) {
	const t = useTexts("history");
	const { chats, first, hasNextPage, isFetchingNextPage, fetchNextPage } = searched;
	const place = useRef<HTMLElement>(null);
	const rows = useVirtualizer({
		count: chats.length,
		getScrollElement: () => place.current,
		estimateSize: () => rowHeight,
		getItemKey: (i) => chats[i]?.id ?? i,
		overscan: 12,
	});
	const inSight = rows.getVirtualItems();
	const last = inSight.at(-1)?.index ?? -1;
	useEffect(() => {
		if (last >= chats.length - 20 && hasNextPage && !isFetchingNextPage) {
			void fetchNextPage();
		}
	}, [last, chats.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
	const mayDelete = useMayDelete();
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
		<section ref={place} className="chatscroller" tabIndex={0} aria-label={t("history.results")}>
			{/* biome-ignore lint/a11y/useSemanticElements: rows of a virtual list are no table's rows to CSS */}
			<div
				role="table"
				aria-label={t("history.results")}
				aria-rowcount={first === undefined ? -1 : first.total + 1}
				className="chats"
				style={widthsOf(columns)}
			>
				<Head columns={columns} query={query} show={show} mayDelete={mayDelete} />
				{/* biome-ignore lint/a11y/useSemanticElements: as above */}
				<div role="rowgroup" className="chatrows" style={{ height: rows.getTotalSize() }}>
					{inSight.map((item) => {
						const chat = chats[item.index];
						return chat === undefined ? null : (
							<Row
								key={item.key}
								index={item.index}
								start={item.start}
								measure={rows.measureElement}
								chat={chat}
								columns={columns}
								query={query}
								chosen={mayDelete ? chosen.has(chat.id ?? 0) : undefined}
								choose={(on) => choose(withOrWithout(chosen, chat.id ?? 0, on))}
							/>
						);
					})}
				</div>
			</div>
			{first?.total === 0 && <p className="nothing">{t("history.nothing")}</p>}
		</section>
	);
}

/** Times are wide and numbers narrow, in shares of what there is. */
const shares: Partial<Readonly<Record<Look, number>>> = {
	time: 1.3,
	span: 0.7,
	seconds: 0.7,
	number: 0.7,
	grade: 0.6,
};

function widthsOf(columns: readonly Column[]): React.CSSProperties {
	const all = columns.map((c) => shares[c.look] ?? 1);
	return {
		"--columns": all.map((share) => `minmax(0, ${share}fr)`).join(" "),
		"--least": `${all.reduce((sum, share) => sum + share, 0) * leastWidth}px`,
	} as React.CSSProperties;
}

const leastWidth = 124;

function withOrWithout(chosen: ReadonlySet<number>, id: number, on: boolean): ReadonlySet<number> {
	const next = new Set(chosen);
	if (on) {
		next.add(id);
	} else {
		next.delete(id);
	}
	return next;
}

interface HeadProps extends Pick<ListProps, "columns" | "query" | "show"> {
	readonly mayDelete: boolean;
}

function Head({ columns, query, show, mayDelete }: HeadProps) {
	const t = useTexts("history");
	return (
		// biome-ignore lint/a11y/useSemanticElements: see ChatList
		<div role="rowgroup" className="listhead">
			{/* biome-ignore lint/a11y/useSemanticElements: see ChatList */}
			{/* biome-ignore lint/a11y/useFocusableInteractive: a row of headings is nothing to act on */}
			<div role="row" aria-rowindex={1} className="chatrowline">
				{mayDelete && (
					// biome-ignore lint/a11y/useSemanticElements: see ChatList
					// biome-ignore lint/a11y/useFocusableInteractive: as above
					<div role="columnheader" className="tick">
						<span className="unseen">{t("history.choose")}</span>
					</div>
				)}
				{columns.map((c) => (
					<HeadCell key={c.name} column={c} query={query} show={show} />
				))}
			</div>
		</div>
	);
}

function HeadCell({
	column,
	query,
	show,
}: {
	readonly column: Column;
	readonly query: Query;
	readonly show: Show;
}) {
	const said = useSaid();
	const { sort } = column;
	const sorted = sort !== undefined && query.sort.by === sort;
	const Arrow = query.sort.descending ? IconChevronDown : IconChevronUp;
	const direction = query.sort.descending ? "descending" : "ascending";
	return (
		// biome-ignore lint/a11y/useSemanticElements: see ChatList
		// biome-ignore lint/a11y/useFocusableInteractive: the button in it is
		<div role="columnheader" aria-sort={sorted ? direction : "none"} className={`chatcell ${column.look}`}>
			{sort === undefined ? (
				said.column(column)
			) : (
				<button
					type="button"
					onClick={() =>
						show({ ...query, sort: { by: sort, descending: !(sorted && query.sort.descending) } })
					}
				>
					{said.column(column)}
					{sorted && <Arrow size={14} aria-hidden />}
				</button>
			)}
		</div>
	);
}

interface RowProps {
	readonly index: number;
	readonly start: number;
	readonly measure: (e: HTMLElement | null) => void;
	readonly chat: Chat;
	readonly columns: readonly Column[];
	readonly query: Query;
	readonly chosen: boolean | undefined;
	readonly choose: (on: boolean) => void;
}

function Row({ index, start, measure, chat, columns, query, chosen, choose }: RowProps) {
	const t = useTexts("history");
	const said = useSaid();
	const id = chat.id ?? 0;
	return (
		// biome-ignore lint/a11y/useSemanticElements: see ChatList
		// biome-ignore lint/a11y/useFocusableInteractive: the link in it is
		<div
			ref={measure}
			role="row"
			data-index={index}
			aria-rowindex={index + 2}
			className="chatrowline"
			style={{ transform: `translateY(${start}px)` }}
		>
			{chosen !== undefined && (
				// biome-ignore lint/a11y/useSemanticElements: see ChatList
				<div role="cell" className="tick">
					<Checkbox
						size="xs"
						aria-label={t("history.chooseOne", { id: String(id) })}
						checked={chosen}
						onChange={(e) => choose(e.currentTarget.checked)}
					/>
				</div>
			)}
			{columns.map((c, i) => (
				// biome-ignore lint/a11y/useSemanticElements: see ChatList
				<div key={c.name} role="cell" className={`chatcell ${c.look}`}>
					{i === 0 ? (
						<Link to="/history" search={{ ...addressOf(query), chat: id }} className="rowlink">
							<bdi>{said.cell(c, chat) || t("history.open", { id: String(id) })}</bdi>
						</Link>
					) : (
						<bdi>{said.cell(c, chat)}</bdi>
					)}
				</div>
			))}
			{chat.highlights !== undefined && chat.highlights.length > 0 && (
				// biome-ignore lint/a11y/useSemanticElements: see ChatList
				<div role="cell" className="under">
					<Passages passages={chat.highlights} />
				</div>
			)}
		</div>
	);
}
