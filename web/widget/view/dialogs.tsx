// Questions over the window, which have the focus until they are answered.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isAddress } from "../model/form.ts";
import type { Shown } from "./context.ts";

/** The question that is asked, if any. */
export function Dialogs(shown: Shown) {
	switch (shown.app.dialog) {
		case "end":
			return <EndDialog {...shown} />;
		case "transcript":
			return <TranscriptDialog {...shown} />;
		default:
			return null;
	}
}

function Dialog({ title, children, ...shown }: Shown & { title: string; children: ComponentChildren }) {
	const element = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		const before = document.activeElement;
		element.current?.showModal();
		return () => before instanceof HTMLElement && before.focus();
	}, []);
	return (
		<dialog
			ref={element}
			aria-labelledby="question"
			onKeyDown={(e) => e.stopPropagation()}
			onCancel={(e) => {
				e.preventDefault();
				shown.do({ type: "dialog", dialog: "" });
			}}
		>
			<h2 id="question">{title}</h2>
			{children}
		</dialog>
	);
}

function EndDialog(shown: Shown) {
	const { read } = shown;
	return (
		<Dialog {...shown} title={read("end.question")}>
			<div class="buttons">
				<button type="button" class="primary" onClick={() => shown.do({ type: "end" })}>
					{read("end.yes")}
				</button>
				<button type="button" class="secondary" onClick={() => shown.do({ type: "dialog", dialog: "" })}>
					{read("end.no")}
				</button>
			</div>
		</Dialog>
	);
}

function TranscriptDialog(shown: Shown) {
	const { app, read } = shown;
	const [email, setEmail] = useState(addressIn(app.entered.preChat));
	const [wrong, setWrong] = useState(false);
	return (
		<Dialog {...shown} title={read("transcript.lead")}>
			<form
				noValidate
				onSubmit={(e) => {
					e.preventDefault();
					setWrong(!isAddress(email.trim()));
					if (isAddress(email.trim())) {
						shown.do({ type: "transcript", email: email.trim() });
					}
				}}
			>
				<div class="field">
					<label for="transcript">{read("field.email")}</label>
					<input
						id="transcript"
						type="email"
						autoComplete="email"
						aria-invalid={wrong}
						aria-describedby={wrong ? "transcript-problem" : undefined}
						value={email}
						onInput={(e) => setEmail(e.currentTarget.value)}
					/>
					{wrong ? (
						<p class="problem" id="transcript-problem">
							{read("problem.email")}
						</p>
					) : null}
				</div>
				<div class="buttons">
					<button type="submit" class="primary">
						{read("transcript.send")}
					</button>
					<button type="button" class="secondary" onClick={() => shown.do({ type: "dialog", dialog: "" })}>
						{read("cancel")}
					</button>
				</div>
			</form>
		</Dialog>
	);
}

/** The address that the visitor has entered before. */
function addressIn(entered: Readonly<Record<string, unknown>>): string {
	const found = Object.values(entered).find((v) => typeof v === "string" && isAddress(v));
	return typeof found === "string" ? found : "";
}
