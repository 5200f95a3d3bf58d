// Files on their way to the server.
import type { Key } from "./words.ts";

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

/** Adds a file. One that is too large is never sent. */
export function begin(all: readonly Upload[], u: Omit<Upload, "progress" | "code">): readonly Upload[] {
	return [...all, { ...u, progress: 0, code: u.size > fileAtMost ? "413" : "" }];
}

/** Changes one. */
export function change(
	all: readonly Upload[],
	id: string,
	to: Partial<Pick<Upload, "progress" | "code">>,
): readonly Upload[] {
	return all.map((u) => (u.id === id ? { ...u, ...to } : u));
}

/** Takes one out. */
export function remove(all: readonly Upload[], id: string): readonly Upload[] {
	return all.filter((u) => u.id !== id);
}

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

/** Whether another try can help. */
export function canRetry(code: string): boolean {
	return code !== "413" && code !== "415" && code !== "conflict";
}
