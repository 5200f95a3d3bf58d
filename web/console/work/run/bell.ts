// Tells of what comes by sound and by the desktop, as the agent prefers.
import { useEffect } from "react";
import { ring } from "../../../shared/net/sound.ts";
import { useSession } from "../../run/live.ts";
import { usePreferences } from "../../run/preferences.ts";
import type { useTexts } from "../../run/texts.ts";
import { type News, news } from "../model/news.ts";
import { useWork } from "./store.ts";

type Texts = ReturnType<typeof useTexts<"work">>;

/** Rings as long as the console is shown; open leads to a chat that a notification is clicked for. */
export function useBell(t: Texts, open: (chat: string) => void): void {
	useEffect(
		() =>
			useSession.subscribe((after, before) => {
				const told = news(before, after).filter((n) => !isInView(n));
				const { sound, desktop } = usePreferences.getState();
				if (told.length > 0 && sound) {
					ring();
				}
				if (desktop && document.visibilityState === "hidden") {
					for (const n of told) {
						notify(n, t, open);
					}
				}
			}),
		[t, open],
	);
}

function isInView(n: News): boolean {
	return n.what === "message" && useWork.getState().shown === n.chat && document.hasFocus();
}

function notify(n: News, t: Texts, open: (chat: string) => void): void {
	if (!("Notification" in window) || Notification.permission !== "granted") {
		return;
	}
	const name = n.name === "" ? t("visitor.unnamed") : n.name;
	const body = n.what === "message" ? n.text : t(`news.${n.what}`);
	const shown = new Notification(name, { body, tag: n.chat });
	shown.onclick = () => {
		window.focus();
		open(n.chat);
		shown.close();
	};
}

/** Asks to be allowed to use the desktop; gives whether that is so. */
export async function mayNotify(): Promise<boolean> {
	return "Notification" in window && (await Notification.requestPermission()) === "granted";
}
