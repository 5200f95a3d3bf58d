// Where the visitor writes: a text, emoji, files.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { lengthOf, messageAtMost } from "../model/chatting.ts";
import type { Shown } from "./context.ts";
import { EmojiButton } from "./emojibutton.tsx";
import { FileButtons } from "./filebuttons.tsx";
import { Icon } from "./icons.tsx";
import { lazy } from "./lazy.tsx";

const Seen = lazy((views) => views.Seen);

const showLeftFrom = 500; // characters left

/** The composer. */
export function Composer(shown: Shown) {
	const { app, read } = shown;
	const field = useRef<HTMLTextAreaElement>(null);
	const left = messageAtMost - lengthOf(app.draft.trim());
	const empty = app.draft.trim() === "";
	const post = () => {
		shown.do({ type: "post" });
		field.current?.focus();
	};
	useGrow(field, app.draft);
	useEffect(() => {
		// On phones the keyboard would cover what was said.
		if (matchMedia("(pointer: fine)").matches) {
			field.current?.focus({ preventScroll: true });
		}
	}, []);
	return (
		<form
			class="composer"
			onSubmit={(e) => {
				e.preventDefault();
				post();
			}}
		>
			<textarea
				ref={field}
				id="composer"
				rows={1}
				dir={app.draft === "" ? undefined : "auto"}
				aria-label={read("composer.label")}
				aria-describedby="left seen"
				aria-invalid={left < 0}
				placeholder={read("composer.hint")}
				value={app.draft}
				onInput={(e) => shown.do({ type: "draft", text: e.currentTarget.value })}
				onKeyDown={(e) => {
					if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
						e.preventDefault();
						post();
					}
				}}
				onPaste={(e) => pasted(e, shown)}
			/>
			{left < showLeftFrom ? (
				<span id="left" class={left < 0 ? "left over" : "left"} role="status">
					{left < 0 ? read("composer.over", { count: -left }) : read("composer.left", { count: left })}
				</span>
			) : null}
			<Seen {...shown} />
			<div class="tools">
				<EmojiButton {...shown} pick={(emoji) => insert(field.current, emoji, shown)} />
				{app.settings.files ? <FileButtons {...shown} /> : null}
				<button
					type="submit"
					class="round send"
					aria-label={read("composer.send")}
					disabled={empty || left < 0}
				>
					<Icon name="send" filled />
				</button>
			</div>
		</form>
	);
}

/** The field is as high as its text, up to what the style allows. */
function useGrow(field: { readonly current: HTMLTextAreaElement | null }, text: string): void {
	useLayoutEffect(() => {
		const e = field.current;
		if (e !== null) {
			e.style.height = "auto";
			e.style.height = `${e.scrollHeight}px`;
		}
	}, [field, text]);
}

function pasted(e: ClipboardEvent, { app, files }: Shown): void {
	const pastedFiles = e.clipboardData?.files;
	if (app.settings.files && pastedFiles !== undefined && pastedFiles.length > 0) {
		e.preventDefault();
		files.send(pastedFiles);
	}
}

function insert(field: HTMLTextAreaElement | null, emoji: string, shown: Shown): void {
	const draft = shown.app.draft;
	const from = field?.selectionStart ?? draft.length;
	const to = field?.selectionEnd ?? from;
	shown.do({ type: "draft", text: draft.slice(0, from) + emoji + draft.slice(to) });
	field?.focus();
	requestAnimationFrame(() => field?.setSelectionRange(from + emoji.length, from + emoji.length));
}
