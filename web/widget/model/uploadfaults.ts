// Why a file could not be sent. Apart from uploads.ts, because it is not needed before the first message.
import type { Key } from "./words.ts";

/** What a code means to the visitor. */
export function uploadProblem(code: string): Key {
	switch (code) {
		case "413":
			return "file.large";
		case "415":
			return "file.type";
		case "limited":
			return "file.many";
		case "conflict":
			return "error.conflict";
		case "noRoom":
			return "error.noRoom";
		default:
			return "file.failed";
	}
}
