// Which visitor a page goes on as: the one whom the browser knows, or the one whom the
// page has begun before the widget was there.
import type { Init } from "../../shared/model/bridge.ts";
import type { Found } from "./shelf.ts";

/** A visitor by secret; looked tells whether the page was told to the server as theirs. */
export interface Who {
	readonly secret: string;
	readonly looked: boolean;
}

/**
 * Whoever has chatted here goes on. But an invitation is for the visitor who got it, so
 * that it is taken as that one, unless a chat is under way.
 */
export function whoOf(init: Pick<Init, "identity" | "secret" | "invitation" | "looked">, found: Found): Who {
	if (init.identity !== undefined) {
		return { secret: "", looked: init.looked };
	}
	const begun = init.secret ?? "";
	const busy = found.remembered?.running === true || found.commands.length > 0;
	const invited = init.invitation !== undefined && begun !== "" && !busy;
	const secret = invited ? begun : found.secret || begun;
	return { secret, looked: init.looked && secret === begun };
}
