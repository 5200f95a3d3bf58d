// Who a chat is with, what is known of the visit, and the wrap-up.
import { useState } from "react";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import { useTimeline, useWork } from "../run/store.ts";
import { VisitorDetails } from "./visitordetails.tsx";
import { WrapupForm } from "./wrapupform.tsx";
import "./details.css";

/** Two leaves: the visitor and the wrap-up. */
export function Details({ chat }: { readonly chat: string }) {
	const t = useTexts("work");
	const wrapup = useWork((w) => w.wrapups.get(chat));
	const ended = useTimeline(chat)?.state?.state === "ended";
	const [chosen, setChosen] = useState<"visitor" | "wrapup" | undefined>(undefined);
	const [asked, setAsked] = useState(0);
	const leaf = wrapup === undefined ? "visitor" : (chosen ?? (ended ? "wrapup" : "visitor"));
	useShortcut(
		"p",
		t("key.wrapup"),
		t("key.inChat"),
		() => {
			setChosen("wrapup");
			setAsked((n) => n + 1);
		},
		wrapup !== undefined,
	);
	return (
		<aside className="details" aria-label={t("details.title")}>
			{wrapup !== undefined && (
				<fieldset className="kind" aria-label={t("details.title")}>
					{(["visitor", "wrapup"] as const).map((name) => (
						<button type="button" key={name} aria-pressed={leaf === name} onClick={() => setChosen(name)}>
							{t(`details.${name}`)}
							{name === "wrapup" && wrapup.due && <span className="dot" data-status="due" />}
						</button>
					))}
				</fieldset>
			)}
			<section
				className="scroller"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
				tabIndex={0}
				aria-label={t(`details.${leaf}`)}
			>
				{leaf === "visitor" || wrapup === undefined ? (
					<VisitorDetails chat={chat} />
				) : (
					<WrapupForm wrapup={wrapup} asked={asked} />
				)}
			</section>
		</aside>
	);
}
