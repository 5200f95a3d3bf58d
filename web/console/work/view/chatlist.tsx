// The lists of chats: offers, one's own, those beside, those to wrap up, the queue, and others'.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useSession } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import type { Item, Lists } from "../model/lists.ts";
import { queue, type Seen, withOthers } from "../model/visitors.ts";
import { useLists, useWork } from "../run/store.ts";
import { ChatRow, OtherRow } from "./chatrow.tsx";
import { Offer } from "./offer.tsx";
import { OwnStatus } from "./status.tsx";

type Heading = "list.offers" | "list.mine" | "list.beside" | "list.ended" | "list.queue" | "list.others";

type Line =
	| { readonly kind: "heading"; readonly key: Heading; readonly count: number }
	| { readonly kind: "offer" | "chat"; readonly key: string; readonly item: Item }
	| { readonly kind: "other"; readonly key: string; readonly seen: Seen };

const heights: Readonly<Record<Line["kind"], number>> = { heading: 34, offer: 114, chat: 62, other: 56 };

function linesOf(lists: Lists, waiting: readonly Seen[], others: readonly Seen[]): Line[] {
	const chats = (heading: Heading, kind: "offer" | "chat", items: readonly Item[]): Line[] =>
		items.length === 0
			? []
			: [
					{ kind: "heading", key: heading, count: items.length },
					...items.map((item) => ({ kind, key: item.chat, item })),
				];
	const seen = (heading: Heading, all: readonly Seen[]): Line[] =>
		all.length === 0
			? []
			: [
					{ kind: "heading", key: heading, count: all.length },
					...all.map((s) => ({ kind: "other" as const, key: s.id, seen: s })),
				];
	return [
		...chats("list.offers", "offer", lists.offers),
		...chats("list.mine", "chat", lists.mine),
		...chats("list.beside", "chat", lists.beside),
		...chats("list.ended", "chat", lists.ended),
		...seen("list.queue", waiting),
		...seen("list.others", others),
	];
}

/** All lists in one, of which only what is seen is in the page. */
export function ChatList({ chosen }: { readonly chosen: string }) {
	const t = useTexts("work");
	const lists = useLists();
	const visitors = useWork((w) => w.visitors);
	const chats = useSession((s) => s.chats);
	const lines = useMemo(() => {
		const own = new Set(chats.keys());
		return linesOf(lists, queue(visitors, own), withOthers(visitors, own));
	}, [lists, visitors, chats]);
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useVirtualizer({
		count: lines.length,
		getScrollElement: () => scroller.current,
		estimateSize: (i) => heights[lines[i]?.kind ?? "chat"],
		getItemKey: (i) => lines[i]?.key ?? i,
		overscan: 6,
	});
	const at = lines.findIndex((l) => l.kind !== "other" && l.key === chosen);
	useEffect(() => {
		if (at >= 0) {
			virtual.scrollToIndex(at, { align: "auto" });
		}
	}, [at, virtual]);
	return (
		<section className="chatlist" aria-label={t("list.title")}>
			<header>
				<OwnStatus />
			</header>
			<div className="scroller" ref={scroller}>
				{lines.length === 0 && <p className="quiet">{t("list.empty")}</p>}
				{/* biome-ignore lint/a11y/useSemanticElements: rows that are not seen are not in the page */}
				<div role="list" style={{ height: virtual.getTotalSize(), position: "relative" }}>
					{virtual.getVirtualItems().map((v) => {
						const line = lines[v.index];
						return line === undefined ? null : (
							// biome-ignore lint/a11y/useSemanticElements: see above
							<div
								role="listitem"
								key={v.key}
								className="line"
								style={{ transform: `translateY(${v.start}px)`, height: v.size }}
							>
								<Shown line={line} chosen={chosen} />
							</div>
						);
					})}
				</div>
			</div>
		</section>
	);
}

function Shown({ line, chosen }: { readonly line: Line; readonly chosen: string }) {
	const t = useTexts("work");
	switch (line.kind) {
		case "heading":
			return (
				<h2>
					{t(line.key)} <span className="count">{line.count}</span>
				</h2>
			);
		case "offer":
			return <Offer item={line.item} />;
		case "chat":
			return <ChatRow item={line.item} chosen={line.item.chat === chosen} />;
		case "other":
			return <OtherRow seen={line.seen} />;
	}
}
