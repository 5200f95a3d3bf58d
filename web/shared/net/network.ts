// What the browser knows of the network before a connection does.
import type { Happening } from "../model/sessionstate.ts";

const lost = 1006; // the code of a connection that broke without a word

/**
 * Has a session know at once that the network is gone, and try again when it is back,
 * until the function that it gives is called.
 */
export function watchNetwork(tell: (h: Happening) => void): () => void {
	const gone = () => tell({ type: "closed", code: lost, reason: "" });
	const back = () => tell({ type: "timer" });
	addEventListener("offline", gone);
	addEventListener("online", back);
	return () => {
		removeEventListener("offline", gone);
		removeEventListener("online", back);
	};
}
