// The log of the chat, which follows its end while the visitor is there.
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Timeline } from "../../shared/model/timeline.ts";
import { type Item, items, namesIn } from "../model/lines.ts";
import { unreadOf } from "../model/telling.ts";
import type { Shown } from "./context.ts";
import { lazy } from "./lazy.tsx";
import { MessageGroup } from "./message.tsx";

const Pill = lazy<Shown & { unread: number }>((views) => views.Pill);

const near = 40; // px from the end that still count as there

/** The lines of a chat. */
export function Log({ chat, ...shown }: Shown & { chat: Timeline }) {
	const { app, read } = shown;
	const box = useRef<HTMLDivElement>(null);
	const lines = useLines(chat, shown);
	const typing = typers(chat, shown);
	useFollow(box, app.atBottom);
	const unread = unreadOf(app);
	return (
		<div class="logbox">
			<div
				class="log"
				ref={box}
				role="log"
				aria-live="off"
				aria-label={read("chat.log")}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
				tabIndex={0}
				onScroll={(e) => shown.do({ type: "bottom", on: atEnd(e.currentTarget) })}
			>
				{lines}
				{typing === "" ? null : (
					<div class="typing">
						<span class="dots" aria-hidden="true">
							<i />
							<i />
							<i />
						</span>
						{typing}
					</div>
				)}
			</div>
			{unread > 0 && !app.atBottom ? <Pill unread={unread} {...shown} /> : null}
		</div>
	);
}

const dayOf = (time: number) => new Date(time).toDateString();

/** The lines, made anew only when they change and not with each key that is typed. */
function useLines(chat: Timeline, shown: Shown) {
	const { app, now } = shown;
	const { foreign, uploads, session } = app;
	const { box, acked } = session;
	return useMemo(() => {
		const list = items(chat, { box, foreign, acked, uploads, now }, dayOf);
		const own = list.findLast((i) => i.kind === "group" && i.side === "visitor");
		return list.map((item) => <Line key={item.key} item={item} last={item === own} {...shown} />);
	}, [chat, box, foreign, acked, uploads, dayOf(now)]);
}

function Line({ item, last, ...shown }: Shown & { item: Item; last: boolean }) {
	switch (item.kind) {
		case "day":
			return <div class="day">{dayText(item.time, shown)}</div>;
		case "system":
			return <div class="line">{shown.read(item.said.key, item.said.values)}</div>;
		case "group":
			return <MessageGroup group={item} last={last} {...shown} />;
	}
}

function dayText(time: number, { read, tag, now }: Shown): string {
	const at = [now, now - 86_400_000].map(dayOf).indexOf(dayOf(time));
	if (at >= 0) {
		return read(at === 0 ? "day.today" : "day.yesterday");
	}
	return new Intl.DateTimeFormat(tag, { weekday: "long", day: "numeric", month: "long" }).format(time);
}

/** Who types, as a sentence. */
function typers(chat: Timeline, { app, read }: Shown): string {
	const who = chat.typing.find((id) => id !== app.session.you);
	if (who === undefined) {
		return "";
	}
	return read("chat.typing", { name: namesIn(chat).get(who) ?? read("chat.agent") });
}

function atEnd(e: HTMLElement): boolean {
	return e.scrollHeight - e.scrollTop - e.clientHeight < near;
}

/** Keeps the end in sight, when it was, whatever is added or becomes larger. */
function useFollow(box: { readonly current: HTMLDivElement | null }, on: boolean): void {
	const following = useRef(on);
	following.current = on;
	const toEnd = () => {
		const e = box.current;
		if (e !== null && following.current) {
			e.scrollTop = e.scrollHeight;
		}
	};
	useLayoutEffect(toEnd);
	useEffect(() => {
		const e = box.current;
		if (e === null) {
			return;
		}
		const seen = new ResizeObserver(toEnd);
		seen.observe(e);
		e.addEventListener("load", toEnd, true); // a picture has its size only now
		return () => {
			seen.disconnect();
			e.removeEventListener("load", toEnd, true);
		};
	}, []);
}
