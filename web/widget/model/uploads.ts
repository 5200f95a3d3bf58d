// The files of a chat on their way to the server.
import { fileAtMost, type Upload } from "../../shared/model/uploads.ts";

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
