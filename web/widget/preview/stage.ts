// The preview of a campaign's widget, as it stands on a page: the loader's own button and
// frame, around the widget's own views. It is told what to show, and asks for nothing.
import { type Drawing, draw, styles } from "../../loader/drawing.ts";
import type { FrameState } from "../../shared/model/bridge.ts";
import { type Preview, sealedPreview } from "../../shared/model/preview.ts";
import { loadLanguage } from "../run/languages.ts";
import { dress } from "../view/theme.ts";
import { hear } from "./around.ts";
import "./stage.css";

const frame = document.createElement("iframe");
frame.src = "window.html";

let drawing: Drawing | undefined;
let shown: Preview | undefined;
let height: number | undefined; // of the invitation, as the window has measured it

hear((next) => void show(next));

window.addEventListener("message", (e) => {
	if (e.source !== frame.contentWindow || e.origin !== location.origin || e.data?.parley !== 1) {
		return;
	}
	if (e.data.type === "ready") {
		pass();
	} else if (e.data.type === "size" && typeof e.data.height === "number") {
		height = e.data.height;
		place();
	}
});

async function show(next: Preview): Promise<void> {
	shown = next;
	const { read, tag } = await loadLanguage(next.language, next.settings);
	if (shown !== next) {
		return; // there is a later one
	}
	dress(document.documentElement, next.settings.look, tag);
	document.title = frame.title = read("frame.title");
	drawing ??= draw(next.settings.look, () => {});
	const [sheet] = document.querySelector("parley-chat")?.shadowRoot?.adoptedStyleSheets ?? [];
	sheet?.replaceSync(styles(next.settings.look));
	drawing.label(read(next.screen === "offline" ? "button.offline" : "button.online"), 0);
	place();
	pass();
}

function place(): void {
	if (shown !== undefined) {
		drawing?.place(frame, stateOf(shown), height);
	}
}

function stateOf({ screen }: Preview): FrameState {
	return screen === "invitation" ? screen : screen === "button" ? "closed" : "open";
}

function pass(): void {
	if (shown !== undefined) {
		frame.contentWindow?.postMessage(sealedPreview(shown), location.origin);
	}
}
