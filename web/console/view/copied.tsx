// Something that is shown to be copied.
import { Button } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import { useTexts } from "../run/texts.ts";
import "./copied.css";

interface Props {
	readonly label: string;
	readonly text: string;
	readonly children: ReactNode;
}

/** Shows a text with a button that copies it. */
export function Copied({ label, text, children }: Props) {
	const t = useTexts("secondfactor");
	const shown = useRef<HTMLDivElement>(null);
	const [done, setDone] = useState<"copied" | "selected">();
	const copy = () =>
		copyText(text).then(
			() => setDone("copied"),
			() => {
				select(shown.current);
				setDone("selected");
			},
		);
	return (
		<fieldset className="copied">
			<legend>{label}</legend>
			<div ref={shown}>{children}</div>
			<Button variant="default" size="compact-sm" aria-label={t("second.copyOf", { label })} onClick={copy}>
				{t("second.copy")}
			</Button>
			<span role="status">{done !== undefined && t(`copy.${done}`)}</span>
		</fieldset>
	);
}

/** Pages that came over plain http from elsewhere have no clipboard, whatever the types say. */
async function copyText(text: string): Promise<void> {
	await navigator.clipboard.writeText(text);
}

/** Has it selected, so that the browser's own keys copy it. */
function select(element: Element | null): void {
	if (element !== null) {
		getSelection()?.selectAllChildren(element);
	}
}
