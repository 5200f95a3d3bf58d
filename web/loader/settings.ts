// The campaign's settings, as far as the loader reads them. They come from where the
// loader came from; the frame reads them with care.
import type { Look } from "./drawing.ts";
import { language, type Place } from "./place.ts";

/** What the settings say that counts here. */
export interface Settings {
	readonly look?: Look;
	readonly open?: boolean;
	/** What stands on it in the language that was asked for: online, offline. */
	readonly button?: readonly [string, string];
}

const retryAfter = 15_000; // ms, and each time twice as long

/** Asks for the settings until the server has them. */
export async function fetchSettings({ host, site, campaign }: Place): Promise<Settings> {
	const asked = new URLSearchParams({ site, campaign, language: language() });
	for (let pause = retryAfter; ; pause *= 2) {
		const answer = await fetch(`${host}/live/campaign?${asked}`).catch(() => undefined);
		if (answer?.ok) {
			return answer.json();
		}
		await new Promise((again) => setTimeout(again, pause));
	}
}
