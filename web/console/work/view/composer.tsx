// Where an agent writes: a message to the visitor, or a note for colleagues.
import { ActionIcon, Button, FileButton, Popover, Tooltip } from "@mantine/core";
import { IconMoodSmile, IconPaperclip, IconSend2 } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { command } from "../../run/live.ts";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import { replaced } from "../model/canned.ts";
import { sendFiles } from "../run/files.ts";
import { change, type Draft, put, useWork } from "../run/store.ts";
import { Teller } from "../run/typing.ts";
import { CannedButton } from "./cannedbutton.tsx";
import { useCannedTyping } from "./cannedtyping.tsx";
import { Emoji } from "./emoji.tsx";
import "./composer.css";

const lengthAtMost = 8_000; // characters of a message, as the server takes them
const empty: Draft = { text: "", note: false };

/** Writes, keeps what is not sent, and sends. */
export function Composer({ chat }: { readonly chat: string }) {
	const t = useTexts("work");
	const group = t("key.inChat");
	const draft = useWork((w) => w.drafts.get(chat)) ?? empty;
	const field = useRef<HTMLTextAreaElement>(null);
	const choose = useRef<HTMLButtonElement>(null);
	const [teller] = useState(() => new Teller(chat));
	useEffect(() => () => teller.stop(), [teller]);
	const write = (some: Partial<Draft>) => {
		const next = { ...draft, ...some };
		change((w) => ({ drafts: put(w.drafts, chat, next) }));
		teller.wrote(next.note ? "" : next.text);
	};
	const send = () => {
		const text = draft.text.trim();
		if (text !== "" && text.length <= lengthAtMost) {
			command(draft.note ? "note" : "post", { chat, text });
			write({ text: "" });
		}
		field.current?.focus();
	};
	const focus = () => field.current?.focus();
	const place = (more: string, from: number, to: number) => {
		const next = replaced(draft.text, from, to, more);
		flushSync(() => write({ text: next.text })); // a caret cannot stand in a text that is not there yet
		focus();
		field.current?.setSelectionRange(next.caret, next.caret);
	};
	const insert = (more: string) => {
		const end = draft.text.length;
		place(more, field.current?.selectionStart ?? end, field.current?.selectionEnd ?? end);
	};
	const canned = useCannedTyping(field, draft.text, place);
	useShortcut("c", t("key.write"), group, focus);
	useShortcut("o", t("key.note"), group, () => {
		write({ note: !draft.note });
		focus();
	});
	useShortcut("u", t("act.attach"), group, () => choose.current?.click());
	const over = draft.text.length - lengthAtMost;
	return (
		<footer className="composer" data-note={draft.note}>
			<Kind draft={draft} choose={(note) => write({ note })} />
			<div className="field">
				<textarea
					ref={field}
					aria-label={t(draft.note ? "composer.note" : "composer.message")}
					placeholder={t(draft.note ? "composer.noteHint" : "composer.hint")}
					value={draft.text}
					rows={2}
					dir="auto"
					{...canned.aria}
					onChange={(e) => {
						write({ text: e.currentTarget.value });
						canned.look();
					}}
					onSelect={canned.look}
					onBlur={canned.leave}
					onDragOver={(e) => e.preventDefault()}
					onDrop={(e) => {
						e.preventDefault();
						sendFiles(chat, e.dataTransfer.files, draft.note);
					}}
					onPaste={(e) => {
						if (e.clipboardData.files.length > 0) {
							e.preventDefault();
							sendFiles(chat, e.clipboardData.files, draft.note);
						}
					}}
					onKeyDown={(e) => {
						if (canned.press(e)) {
							e.preventDefault();
						} else if (e.key === "Enter" && !e.shiftKey && !e.nativeEvent.isComposing) {
							e.preventDefault();
							send();
						} else if (e.key === "Escape") {
							e.preventDefault();
							e.currentTarget.closest("section")?.querySelector<HTMLElement>("[role=log]")?.focus();
						}
					}}
				/>
				{canned.list}
			</div>
			<div className="tools">
				<FileButton multiple onChange={(files) => sendFiles(chat, files, draft.note)}>
					{(props) => (
						<Tooltip label={t("act.attach")}>
							<ActionIcon {...props} ref={choose} variant="subtle" color="gray" aria-label={t("act.attach")}>
								<IconPaperclip size={18} aria-hidden />
							</ActionIcon>
						</Tooltip>
					)}
				</FileButton>
				<EmojiButton pick={insert} />
				<CannedButton choose={insert} focus={focus} />
				{over > 0 && (
					<span className="problem" role="alert">
						{t("composer.over", { count: over })}
					</span>
				)}
				<span className="apart" />
				<Button
					size="compact-md"
					color={draft.note ? "yellow.9" : "parley"}
					rightSection={<IconSend2 size={16} aria-hidden />}
					disabled={draft.text.trim() === "" || over > 0}
					onClick={send}
				>
					{t(draft.note ? "act.addNote" : "act.send")}
				</Button>
			</div>
		</footer>
	);
}

interface KindProps {
	readonly draft: Draft;
	readonly choose: (note: boolean) => void;
}

function Kind({ draft, choose }: KindProps) {
	const t = useTexts("work");
	return (
		<fieldset className="kind" aria-label={t("composer.kind")}>
			{[false, true].map((note) => (
				<button
					type="button"
					key={String(note)}
					aria-pressed={draft.note === note}
					onClick={() => choose(note)}
				>
					{t(note ? "composer.note" : "composer.message")}
				</button>
			))}
		</fieldset>
	);
}

function EmojiButton({ pick }: { readonly pick: (emoji: string) => void }) {
	const t = useTexts("work");
	const [opened, setOpened] = useState(false);
	return (
		<Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="top-start">
			<Popover.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={t("composer.emoji")}
					onClick={() => setOpened(!opened)}
				>
					<IconMoodSmile size={18} aria-hidden />
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown aria-label={t("composer.emoji")}>
				<Emoji
					pick={(emoji) => {
						setOpened(false);
						pick(emoji);
					}}
				/>
			</Popover.Dropdown>
		</Popover>
	);
}
