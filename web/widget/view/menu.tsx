// What can be done with a chat besides writing in it.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { currentChat } from "../model/screens.ts";
import { transcript } from "../model/transcript.ts";
import type { Shown } from "./context.ts";
import { saveAs } from "./file.tsx";
import { Icon } from "./icons.tsx";
import { LaterIcon, type LaterIconName } from "./latericons.tsx";

/** The menu. The first thing in it has the focus. */
export function Menu({ over, close, ...shown }: Shown & { over: boolean; close(): void }) {
	const { app, read } = shown;
	const list = useRef<HTMLDivElement>(null);
	useEffect(() => items(list.current)[0]?.focus(), []);
	const then = (what: () => void) => () => {
		close();
		what();
	};
	return (
		<div
			ref={list}
			class="menu"
			role="menu"
			aria-label={read("menu.open")}
			onKeyDown={(e) => moved(e, list.current, close)}
			onFocusOut={(e) => {
				if (e.relatedTarget !== null && !e.currentTarget.contains(e.relatedTarget as Node)) {
					shown.do({ type: "dialog", dialog: "" });
				}
			}}
		>
			<Item icon="sound" checked={app.sound} act={() => shown.do({ type: "sound", on: !app.sound })}>
				{read("menu.sound")}
			</Item>
			<Item icon="download" act={then(() => download(shown))}>
				{read("menu.download")}
			</Item>
			{app.settings.transcripts && over ? (
				<Item icon="mail" act={then(() => shown.do({ type: "dialog", dialog: "transcript" }))}>
					{read("menu.email")}
				</Item>
			) : null}
			{over ? null : (
				<Item icon="end" act={then(() => shown.do({ type: "dialog", dialog: "end" }))}>
					{read("menu.end")}
				</Item>
			)}
		</div>
	);
}

interface ItemProps {
	readonly icon: LaterIconName;
	readonly checked?: boolean;
	readonly act: () => void;
	readonly children: ComponentChildren;
}

function Item({ icon, checked, act, children }: ItemProps) {
	const shown = (
		<>
			<LaterIcon name={icon} />
			<span>{children}</span>
			{checked ? <Icon name="check" /> : null}
		</>
	);
	return checked === undefined ? (
		<button type="button" role="menuitem" tabIndex={-1} onClick={act}>
			{shown}
		</button>
	) : (
		<button type="button" role="menuitemcheckbox" aria-checked={checked} tabIndex={-1} onClick={act}>
			{shown}
		</button>
	);
}

function items(list: HTMLElement | null): HTMLElement[] {
	return [...(list?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
}

function moved(e: KeyboardEvent, list: HTMLElement | null, close: () => void): void {
	const all = items(list);
	const at = all.indexOf(document.activeElement as HTMLElement);
	const to: Readonly<Record<string, number>> = {
		ArrowDown: (at + 1) % all.length,
		ArrowUp: (at - 1 + all.length) % all.length,
		Home: 0,
		End: all.length - 1,
	};
	const next = to[e.key];
	if (next !== undefined) {
		e.preventDefault();
		all[next]?.focus();
	} else if (e.key === "Escape" || e.key === "Tab") {
		e.preventDefault();
		e.stopPropagation();
		close();
	}
}

function download({ app, read, tag }: Shown): void {
	const chat = currentChat(app);
	if (chat !== undefined) {
		const format = new Intl.DateTimeFormat(tag, { dateStyle: "short", timeStyle: "short" });
		const text = transcript(chat, read, (time) => format.format(time));
		saveAs(new Blob(["\ufeff", text], { type: "text/plain" }), `${read("chat.log")}.txt`);
	}
}
