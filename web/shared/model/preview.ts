// What a page that sets a campaign up tells the preview of its widget by postMessage. Like
// the bridge: whoever gets a message also looks at where it came from, and takes nothing
// that is not exactly this.
import { FrameError, list, object, text } from "./json.ts";
import { readSettings, type Settings } from "./settings.ts";

/** What of the widget can be looked at. */
export const previewScreens = ["button", "invitation", "preChat", "chat", "offline", "survey"] as const;

/** One of them. */
export type PreviewScreen = (typeof previewScreens)[number];

/** A line of the conversation that is shown. */
export interface PreviewLine {
	readonly from: "agent" | "visitor";
	readonly text: string;
}

/** What is to be shown; each message stands for itself. */
export interface Preview {
	/** As GET /live/campaign would answer them. */
	readonly settings: Settings;
	/** The tag of the page's language. */
	readonly language: string;
	readonly screen: PreviewScreen;
	/** The name of the agent who invites and answers. */
	readonly agent: string;
	/** What an invitation says. */
	readonly invitation: string;
	readonly lines: readonly PreviewLine[];
}

/** A preview as it is posted. */
export function sealedPreview(shown: Preview): Preview & { readonly parley: 1; readonly type: "preview" } {
	return { parley: 1, type: "preview", ...shown };
}

/** Reads what was posted; undefined for anything else. */
export function readPreview(data: unknown): Preview | undefined {
	try {
		const m = object(data, "a preview");
		const screen = previewScreens.find((s) => s === m.screen);
		if (m.parley !== 1 || m.type !== "preview" || screen === undefined) {
			return undefined;
		}
		return {
			settings: readSettings(m.settings),
			language: text(m, "language"),
			screen,
			agent: text(m, "agent"),
			invitation: text(m, "invitation"),
			lines: list(m, "lines", (l) => ({
				from: text(l, "from") === "agent" ? "agent" : "visitor",
				text: text(l, "text"),
			})),
		};
	} catch (e) {
		if (e instanceof FrameError) {
			return undefined;
		}
		throw e;
	}
}
