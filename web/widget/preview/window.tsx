// The window of a preview: the widget's views, over a widget that nobody answers.
import { render } from "preact";
import type { Preview } from "../../shared/model/preview.ts";
import type { App } from "../model/app.ts";
import type { Happening } from "../model/happenings.ts";
import { happensInPreview, previewed } from "../model/preview.ts";
import { step } from "../model/step.ts";
import { invites } from "../model/telling.ts";
import { type Language, loadLanguage } from "../run/languages.ts";
import "../style.css";
import type { Files } from "../view/context.ts";
import { Root } from "../view/root.tsx";
import { dress } from "../view/theme.ts";
import { hear, tell } from "./around.ts";

// Screens take the focus when they appear; here it belongs to the form that is followed.
HTMLElement.prototype.focus = () => {};

const files: Files = { send: () => {}, load: () => Promise.reject(new Error("a preview has no files")) };

let latest: Preview | undefined;

hear((shown) => void show(shown));

async function show(shown: Preview): Promise<void> {
	latest = shown;
	const language = await loadLanguage(shown.language, shown.settings);
	if (latest === shown) {
		dress(document.documentElement, shown.settings.look, language.tag);
		document.title = language.read("frame.title");
		paint(previewed(shown, Date.now()), language);
	}
}

function paint(app: App, language: Language): void {
	const happen = (h: Happening) => {
		if (happensInPreview(h)) {
			const [next] = step(app, h, { now: Date.now(), id: () => "preview" });
			paint(next, language);
			measure(next);
		}
	};
	render(<Root app={app} {...language} now={Date.now()} do={happen} files={files} />, document.body);
}

/** The stage gives an invitation as much room as it needs. */
function measure(app: App): void {
	if (invites(app) && app.height > 0) {
		tell({ type: "size", state: "invitation", height: app.height });
	}
}
