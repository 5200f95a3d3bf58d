// Hears what the page around a preview tells: a page of the same server, and nobody else.
import { sealed } from "../../shared/model/bridge.ts";
import { type Preview, readPreview } from "../../shared/model/preview.ts";

/** Calls with each preview that is told; then says that somebody listens. */
export function hear(told: (shown: Preview) => void): void {
	window.addEventListener("message", (e) => {
		if (e.source !== window.parent || e.origin !== location.origin) {
			return;
		}
		const shown = readPreview(e.data);
		if (shown !== undefined) {
			told(shown);
		}
	});
	tell({ type: "ready" });
}

/** Tells the page around. */
export function tell(message: Parameters<typeof sealed>[0]): void {
	if (window.parent !== window) {
		window.parent.postMessage(sealed(message), location.origin);
	}
}
