// What agents look like.
import type { App } from "./app.ts";
import { currentChat } from "./screens.ts";

/** The key of the avatar that somebody came to the chat with; empty for none. */
export function avatarOf(a: App, by: string): string {
	return currentChat(a)?.lines.findLast((e) => e.by === by && e.avatar)?.avatar ?? "";
}
