// Screens that come after the first message.
import { useEffect, useRef } from "preact/hooks";
import type { Shown } from "./context.ts";
import { Icon } from "./icons.tsx";
import { Heading } from "./screens.tsx";

/** After a message or a judgement. */
export function Thanks(shown: Shown) {
	const { app, read } = shown;
	return (
		<div class="page middle">
			<span class="badge">
				<Icon name="check" />
			</span>
			<Heading
				title={read("thanks.title")}
				lead={read(app.thanks === "message" ? "thanks.message" : "thanks.survey")}
			/>
			<button type="button" class="secondary" onClick={() => shown.do({ type: "again" })}>
				{read(app.thanks === "message" && !app.there ? "close" : "ended.again")}
			</button>
		</div>
	);
}

/** Nobody is let in. */
export function Unavailable({ read }: Shown) {
	return (
		<div class="page middle">
			<span class="badge quiet">
				<Icon name="chat" />
			</span>
			<Heading title={read("unavailable.title")} lead={read("unavailable.lead")} />
		</div>
	);
}

/** In the place of the composer. */
export function Ended(shown: Shown) {
	const { read } = shown;
	const first = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		// Whoever wrote has lost the field that had the focus.
		if (document.activeElement === document.body) {
			first.current?.focus({ preventScroll: true });
		}
	}, []);
	return (
		<div class="ended">
			<button
				ref={first}
				type="button"
				class="primary"
				onClick={() => shown.do({ type: "wish", wish: "survey" })}
			>
				{read("ended.feedback")}
			</button>
			<button type="button" class="plain" onClick={() => shown.do({ type: "again" })}>
				{read("ended.again")}
			</button>
		</div>
	);
}
