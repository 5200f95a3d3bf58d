// The area: the lists, the chat that is chosen, and who it is with.
import { useSearch } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { prefer, usePreferences } from "../../run/preferences.ts";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import { later, whenIdle } from "../../view/later.tsx";
import { mostUrgent, neighbour } from "../model/lists.ts";
import { useOpen } from "../run/open.ts";
import { show, useLists, useTimeline } from "../run/store.ts";
import { ChatList } from "./chatlist.tsx";
import { Empty } from "./empty.tsx";
import { Faults } from "./faults.tsx";

const ChatPane = later(async () => (await import("./chatpane.tsx")).ChatPane);

/** The whole area. */
export function WorkArea() {
	const search: { chat?: unknown } = useSearch({ strict: false });
	const chosen = typeof search.chat === "string" ? search.chat : "";
	const t = useTexts("work");
	const there = useTimeline(chosen) !== undefined;
	const details = usePreferences((p) => p.details);
	useEffect(() => {
		show(there ? chosen : "");
		return () => show("");
	}, [chosen, there]);
	useEffect(() => whenIdle(ChatPane.load), []);
	useWays(chosen);
	const pane = there ? "chat" : "list";
	return (
		<div className="work" data-pane={pane} data-details={there && details}>
			<h1 className="unseen">{t("work.title")}</h1>
			<ChatList chosen={chosen} />
			{there ? (
				<Suspense fallback={<div className="waiting" />}>
					<ChatPane chat={chosen} />
				</Suspense>
			) : (
				<Empty />
			)}
			<Faults />
		</div>
	);
}

/** The keys that lead from chat to chat. */
function useWays(chosen: string): void {
	const t = useTexts("work");
	const open = useOpen();
	const lists = useLists();
	const group = t("work.title");
	const step = (by: 1 | -1) => {
		const next = neighbour(lists, chosen, by);
		if (next !== undefined) {
			open(next);
		}
	};
	useShortcut("j", t("key.next"), group, () => step(1));
	useShortcut("k", t("key.previous"), group, () => step(-1));
	useShortcut("Alt+ArrowDown", t("key.nextWriting"), group, () => step(1));
	useShortcut("Alt+ArrowUp", t("key.previousWriting"), group, () => step(-1));
	useShortcut("n", t("key.urgent"), group, () => {
		const urgent = mostUrgent(lists, chosen);
		if (urgent !== undefined) {
			open(urgent);
		}
	});
	useShortcut("i", t("key.details"), group, () => prefer({ details: !usePreferences.getState().details }));
	useShortcut("Escape", t("key.back"), group, () => open(""), chosen !== "");
}
