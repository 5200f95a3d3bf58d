// The widget as a campaign would have it, on one of its screens.
//
//	<WidgetPreview campaign={draft} fields={fields} departments={departments} />
//
// It shows each change of what it is given at once, and asks the server for nothing: the
// campaign need not be saved, and fields may be empty. Whoever wants to choose the screen gives
// screen and onScreen; the language of the page is the campaign's unless language is given, and
// an invitation says what invitation does. It is as wide as its place.
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
	readonly invitation?: string;
	/** The screens that there are to choose from; all of them unless some are given. */
	readonly screens?: readonly PreviewScreen[];
	readonly screen?: PreviewScreen;
	readonly onScreen?: (screen: PreviewScreen) => void;
}

/** Shows the widget, with a choice of screens. */
export function WidgetPreview(props: Props) {
	const { campaign, fields, departments, language, invitation, screen, onScreen } = props;
	const { screens = previewScreens } = props;
	const t = useTexts("campaigns");
	const [own, setOwn] = useState<PreviewScreen>("preChat");
	const chosen = screen ?? own;
	const shown = useMemo(
		(): Preview => ({
			settings: settingsOf(campaign, fields, departments),
			language: language ?? campaign.language,
			screen: chosen,
			agent: t("preview.agent"),
			invitation: invitation ?? t("preview.invitation"),
			lines: [
				{ from: "visitor", text: t("preview.question") },
				{ from: "agent", text: t("preview.answer") },
			],
		}),
		[campaign, fields, departments, language, invitation, chosen, t],
	);
	const choose = (s: PreviewScreen) => {
		setOwn(s);
		onScreen?.(s);
	};
	return (
		<section className="widgetpreview" aria-label={t("preview.title")}>
			{screens.length > 1 && <Screens of={screens} chosen={chosen} choose={choose} />}
			<Frame shown={shown} title={t("preview.title")} />
		</section>
	);
}

interface ScreensProps {
	readonly of: readonly PreviewScreen[];
	readonly chosen: PreviewScreen;
	readonly choose: (screen: PreviewScreen) => void;
}

function Screens({ of, chosen, choose }: ScreensProps) {
	const t = useTexts("campaigns");
	return (
		<fieldset className="screens">
			<legend className="unseen">{t("preview.screen")}</legend>
			{of.map((s) => (
				<label key={s}>
					<input
						type="radio"
						className="unseen"
						name="preview-screen"
						checked={s === chosen}
						onChange={() => choose(s)}
					/>
					<span>{t(`screen.${s}`)}</span>
				</label>
			))}
		</fieldset>
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
