// Files on their way to the server.

/** A file that is being sent, or could not be. */
export interface Upload {
	/** The same for each try, so that the file arrives once. */
	readonly id: string;
	readonly chat: string;
	readonly name: string;
	readonly size: number;
	readonly since: number;
	/** From 0 to 1. */
	readonly progress: number;
	/** Why it could not be sent: the server's code or status; empty while it is sent. */
	readonly code: string;
}

/** The most that a file can have, in bytes. */
export const fileAtMost = 20 * 1024 * 1024;
