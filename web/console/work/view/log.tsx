// What is said in a chat. Only what is seen is in the page, so that long chats stay quick.
import { ActionIcon } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Timeline } from "../../../shared/model/timeline.ts";
import { useFormat } from "../../run/format.ts";
import { useSession } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import { LogMaker, type Row } from "../model/log.ts";
import { partOf } from "../model/part.ts";
import { useWork } from "../run/store.ts";
import { Message } from "./message.tsx";
import { StepLine } from "./stepline.tsx";
import "./log.css";

const nearEnd = 80; // pixels from the end that count as being there

const piece = 2_500; // lines whose rows are made in one go

/** The lines, from the first to the last; new ones come into view while one is at the end. */
export function Log({ timeline }: { readonly timeline: Timeline }) {
	const maker = useMemo(() => new LogMaker(midnightBefore), []);
	return useMade(maker, timeline) ? (
		<Lines timeline={timeline} maker={maker} />
	) : (
		<div className="logframe" />
	);
}

/** Whether the rows are made that there are at first: those of a long chat a piece after the other. */
function useMade(maker: LogMaker, timeline: Timeline): boolean {
	const you = useSession((s) => s.you);
	const [made, setMade] = useState(timeline.lines.length <= piece);
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const step = () => {
			if (maker.advance(timeline, you, piece)) {
				setMade(true);
			} else {
				timer = setTimeout(step);
			}
		};
		if (!made) {
			timer = setTimeout(step);
		}
		return () => clearTimeout(timer);
	}, [maker, timeline, you, made]);
	return made;
}

function Lines({ timeline, maker }: { readonly timeline: Timeline; readonly maker: LogMaker }) {
	const t = useTexts("work");
	const rows = useRows(maker, timeline);
	const scroller = useRef<HTMLDivElement>(null);
	const [atEnd, setAtEnd] = useState(true);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroller.current,
		estimateSize: (i) => estimate(rows[i]),
		getItemKey: (i) => rows[i]?.key ?? i,
		anchorTo: "end",
		followOnAppend: true,
		scrollEndThreshold: nearEnd,
		overscan: 8,
		paddingEnd: 8,
	});
	useEffect(() => virtual.scrollToEnd(), [virtual]);
	// The browser's own way to the first line stops when lines on it turn out to be higher
	// than they were taken to be.
	const onKeyDown = (e: KeyboardEvent) => {
		if (e.key === "Home" && e.target === e.currentTarget) {
			e.preventDefault();
			virtual.scrollToIndex(0);
		} else if (e.key === "End" && e.target === e.currentTarget) {
			e.preventDefault();
			virtual.scrollToEnd();
		}
	};
	return (
		<div className="logframe">
			<div
				className="log"
				role="log"
				aria-live="off"
				aria-label={t("chat.log")}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
				tabIndex={0}
				ref={scroller}
				onKeyDown={onKeyDown}
				onScroll={(e) => setAtEnd(isAtEnd(e.currentTarget))}
			>
				<div style={{ height: virtual.getTotalSize(), position: "relative" }}>
					{virtual.getVirtualItems().map((v) => {
						const row = rows[v.index];
						return row === undefined ? null : (
							<div
								key={v.key}
								data-index={v.index}
								ref={virtual.measureElement}
								className="row"
								style={{ transform: `translateY(${v.start}px)` }}
							>
								<Line row={row} />
							</div>
						);
					})}
				</div>
			</div>
			{!atEnd && (
				<ActionIcon
					className="toend"
					variant="default"
					radius="xl"
					size="lg"
					aria-label={t("chat.toEnd")}
					onClick={() => virtual.scrollToEnd()}
				>
					<IconArrowDown size={18} aria-hidden />
				</ActionIcon>
			)}
			<Typing timeline={timeline} />
			<Announcer rows={rows} />
		</div>
	);
}

function useRows(maker: LogMaker, timeline: Timeline): readonly Row[] {
	const box = useSession((s) => s.box);
	const acked = useSession((s) => s.acked);
	const you = useSession((s) => s.you);
	const uploads = useWork((w) => w.uploads);
	return useMemo(
		() => maker.rows(timeline, { box, acked, you }, uploads),
		[maker, timeline, box, acked, you, uploads],
	);
}

/** Stands for a day; to have each day written as a text takes a long chat 20 times as long. */
function midnightBefore(time: number): number {
	return new Date(time).setHours(0, 0, 0, 0);
}

function isAtEnd(e: HTMLElement): boolean {
	return e.scrollHeight - e.scrollTop - e.clientHeight <= nearEnd;
}

const charactersInLine = 60;

/** What a row takes before it is measured. */
function estimate(row: Row | undefined): number {
	if (row?.kind !== "said") {
		return 36;
	}
	return (row.first ? 50 : 34) + 20 * Math.floor(row.text.length / charactersInLine);
}

function Line({ row }: { readonly row: Row }) {
	const format = useFormat();
	switch (row.kind) {
		case "day":
			return <p className="day">{format.day(row.time)}</p>;
		case "step":
			return <StepLine entry={row.entry} />;
		case "said":
			return <Message row={row} />;
	}
}

function Typing({ timeline }: { readonly timeline: Timeline }) {
	const t = useTexts("work");
	const me = useSession((s) => s.you);
	const { visitor } = partOf(timeline.state);
	const typed = useWork((w) => w.typed.get(timeline.chat));
	const others = timeline.typing.filter((who) => who !== me);
	if (typed !== undefined && others.includes(visitor.id)) {
		return (
			<div className="typing" data-on>
				<p className="typed" dir="auto">
					{typed}
				</p>
				{t("chat.typed")}
			</div>
		);
	}
	return (
		<p className="typing" data-on={others.length > 0}>
			{others.length === 0 ? "" : others.includes(visitor.id) ? t("chat.types") : t("chat.colleagueTypes")}
		</p>
	);
}

/** Reads out what visitor and colleagues have said since the chat was opened. */
function Announcer({ rows }: { readonly rows: readonly Row[] }) {
	const t = useTexts("work");
	const [from] = useState(() => rows.at(-1)?.key);
	const last = rows.findLast((r) => r.kind === "said");
	const isNew = last !== undefined && last.key !== from && !last.own;
	const name = last?.kind === "said" ? last.name : "";
	return (
		<p className="unseen" aria-live="polite">
			{isNew ? t("chat.says", { name, text: last.text || (last.file?.name ?? "") }) : ""}
		</p>
	);
}
