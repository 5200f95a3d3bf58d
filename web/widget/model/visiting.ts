// What the server is told of the visit: the pages that are looked at, and which form is
// open.
import type { App, Effect } from "./app.ts";
import { screenOf } from "./screens.ts";

type Frame = Readonly<Record<string, unknown>>;

/** Where the visitor is, as requests, messages and visits tell it. */
export function placeOf(a: App): Frame {
	const { page, referrer, language, timeZone, screen } = a.place;
	return { page, referrer, campaign: a.settings.campaign?.id, language, timeZone, screen };
}

/** A look at the page; again when it was told before. */
export function visit(a: App): Effect {
	const { visits, variables } = a.place;
	const form = formOf(a);
	const frame = {
		type: "visit",
		...placeOf(a),
		...(visits > 0 ? { visits } : {}),
		...(variables.length > 0 ? { variables } : {}),
		...(form === "" ? {} : { form }),
		...(a.looked ? { again: true } : {}),
	};
	return { type: "say", frame };
}

/** The form that the visitor has before them, in the server's words. */
export function formOf(a: App): "" | "preChat" | "offlineMessage" {
	if (!a.open) {
		return "";
	}
	const screen = screenOf(a);
	return screen === "preChat" ? "preChat" : screen === "offline" ? "offlineMessage" : "";
}

/** Asks to be told who is there, as it changes. */
export function watchAvailability(a: App): Effect {
	return { type: "say", frame: { type: "availability", on: true, campaign: a.settings.campaign?.id } };
}
