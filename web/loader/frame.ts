// The widget's frame, and what is said over the bridge. Only what comes from this frame
// and from its origin counts, and only that origin is told anything.
import { type FromFrame, sealed, type ToFrame } from "../shared/model/bridge.ts";
import type { Place } from "./place.ts";

/** A frame, once it is made. */
export interface Frame {
	readonly element: HTMLIFrameElement;
	tell(message: ToFrame): void;
}

/** Makes the frame; it is shown where the caller puts it. */
export function frame({ host, site, campaign }: Place, heard: (m: FromFrame) => void): Frame {
	const element = document.createElement("iframe");
	element.title = "Chat";
	element.src = `${host}/widget/?${new URLSearchParams({ site, campaign, origin })}`;
	addEventListener("message", (e) => {
		if (e.source === element.contentWindow && e.origin === host && e.data?.parley) {
			heard(e.data);
		}
	});
	return { element, tell: (message) => element.contentWindow?.postMessage(sealed(message), host) };
}
