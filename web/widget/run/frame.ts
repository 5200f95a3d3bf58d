// Talks with the page around the frame, and with nobody else.
import { type FromFrame, sealed, type ToFrame, toFrame } from "../../shared/model/bridge.ts";

/** The page around the frame. */
export interface Around {
	tell(message: FromFrame): void;
	/** Hears the page until the function that it gives is called. */
	hear(told: (message: ToFrame) => void): () => void;
}

/** The page at an origin. Messages of anybody else, and what is none, are ignored. */
export function pageAt(origin: string): Around {
	return {
		tell: (message) => window.parent.postMessage(sealed(message), origin),
		hear: (told) => {
			const listen = (e: MessageEvent) => {
				if (e.source !== window.parent || e.origin !== origin) {
					return;
				}
				const message = toFrame(e.data);
				if (message !== undefined) {
					told(message);
				}
			};
			window.addEventListener("message", listen);
			return () => window.removeEventListener("message", listen);
		},
	};
}

/** The origin that the frame's address names; undefined when it names none. */
export function originIn(address: string): string | undefined {
	const named = new URL(address).searchParams.get("origin") ?? "";
	try {
		const { origin } = new URL(named);
		return origin === named ? origin : undefined;
	} catch {
		return undefined;
	}
}
