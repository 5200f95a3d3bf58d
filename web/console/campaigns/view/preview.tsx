// The widget as a campaign would have it, on one of its screens.
//
//	<WidgetPreview campaign={draft} fields={fields} departments={departments} />
//
// It shows each change of what it is given at once, and asks the server for nothing: the
// campaign need not be saved, and fields may be empty. Whoever wants to choose the screen gives
// screen and onScreen; the language of the page is the campaign's unless language is given. It
// is as wide as its place and 640 pixels high.
import { useEffect, useMemo, useRef, useState } from "react";
import {
	type Preview,
	type PreviewScreen,
	previewScreens,
	sealedPreview,
} from "../../../shared/model/preview.ts";
import { useTexts } from "../../run/texts.ts";
import { type Field, type Previewed, settingsOf } from "../model/campaign.ts";
import "./campaigns.css";

interface Props {
	readonly campaign: Previewed;
	readonly fields: readonly Field[];
	readonly departments?: readonly { readonly id: string; readonly name: string }[];
	readonly language?: string;
	readonly screen?: PreviewScreen;
	readonly onScreen?: (screen: PreviewScreen) => void;
}

/** Shows the widget, with a choice of screens. */
export function WidgetPreview({ campaign, fields, departments, language, screen, onScreen }: Props) {
	const t = useTexts("campaigns");
	const [own, setOwn] = useState<PreviewScreen>("preChat");
	const chosen = screen ?? own;
	const shown = useMemo(
		(): Preview => ({
			settings: settingsOf(campaign, fields, departments),
			language: language ?? campaign.language,
			screen: chosen,
			agent: t("preview.agent"),
			invitation: t("preview.invitation"),
			lines: [
				{ from: "visitor", text: t("preview.question") },
				{ from: "agent", text: t("preview.answer") },
			],
		}),
		[campaign, fields, departments, language, chosen, t],
	);
	return (
		<section className="widgetpreview" aria-label={t("preview.title")}>
			<fieldset className="screens">
				<legend className="unseen">{t("preview.screen")}</legend>
				{previewScreens.map((s) => (
					<label key={s}>
						<input
							type="radio"
							className="unseen"
							name="preview-screen"
							checked={s === chosen}
							onChange={() => {
								setOwn(s);
								onScreen?.(s);
							}}
						/>
						<span>{t(`screen.${s}`)}</span>
					</label>
				))}
			</fieldset>
			<Frame shown={shown} title={t("preview.title")} />
		</section>
	);
}

/** The preview's page, which is told what to show when it says that it listens, and whenever that changes. */
function Frame({ shown, title }: { readonly shown: Preview; readonly title: string }) {
	const frame = useRef<HTMLIFrameElement>(null);
	const latest = useRef(shown);
	useEffect(() => {
		latest.current = shown;
		tell(frame.current, shown);
	}, [shown]);
	useEffect(() => {
		const heard = (e: MessageEvent) => {
			const isOurs = e.source === frame.current?.contentWindow && e.origin === location.origin;
			if (isOurs && e.data?.parley === 1 && e.data.type === "ready") {
				tell(frame.current, latest.current);
			}
		};
		window.addEventListener("message", heard);
		return () => window.removeEventListener("message", heard);
	}, []);
	return <iframe ref={frame} title={title} src="/widget/preview/" />;
}

function tell(frame: HTMLIFrameElement | null, shown: Preview): void {
	frame?.contentWindow?.postMessage(sealedPreview(shown), location.origin);
}
