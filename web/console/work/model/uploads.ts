// Files on their way to the server.

/** A file that is being sent, or could not be. */
export interface Upload {
	/** The same for each try, so that the file arrives once. */
	readonly id: string;
	readonly chat: string;
	readonly name: string;
	readonly size: number;
	/** For agents alone. */
	readonly note: boolean;
	readonly since: number;
	/** From 0 to 1. */
	readonly progress: number;
	/** Why it could not be sent: the server's code or status; empty while it is sent. */
	readonly code: string;
}

/** The most that a file can have, in bytes. */
export const fileAtMost = 20 * 1024 * 1024;

/** Which text tells why a file could not be sent. */
export function uploadProblem(
	code: string,
): "file.large" | "file.type" | "file.many" | "file.ended" | "file.failed" {
	switch (code) {
		case "413":
			return "file.large";
		case "415":
			return "file.type";
		case "limited":
			return "file.many";
		case "conflict":
			return "file.ended";
		default:
			return "file.failed";
	}
}

/** Whether another try can help. */
export function canRetry(code: string): boolean {
	return code !== "413" && code !== "415" && code !== "conflict";
}
