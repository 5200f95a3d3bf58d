// What a session of live chat is, and what can happen to it.
import type { Readers, ServerFrame } from "./frames.ts";
import { type Command, type Outbox, unanswered } from "./outbox.ts";
import type { Timeline } from "./timeline.ts";

/** Where the connection stands. */
export type Phase = "idle" | "connecting" | "greeting" | "open" | "waiting" | "ended";

/** Who connects, as the first frame says it. */
export interface Identity {
	readonly role: "visitor" | "agent";
	readonly site?: number;
	readonly token?: string;
	/** A visitor's, signed by the site. */
	readonly identity?: string;
}

/** All that is known. It is a value: each step gives a new one. */
export interface Session {
	readonly identity: Identity;
	readonly phase: Phase;
	/** Of a visitor, to be kept; empty before the first welcome. */
	readonly secret: string;
	readonly epoch: string;
	readonly you: string;
	readonly chats: ReadonlyMap<string, Timeline>;
	readonly box: Outbox;
	/** Messages that are acknowledged, but whose entries have not come yet. */
	readonly acked: readonly Acked[];
	/** Connections in a row that failed. */
	readonly failures: number;
	/** When the last frame came, or a connection was tried. */
	readonly heard: number;
	/** Since when nothing can be sent; undefined while it can. */
	readonly downSince: number | undefined;
	/** Why the last connection was closed; 0 before the first one was. */
	readonly closeCode: number;
	/** Why it has ended for good. */
	readonly fault: string;
}

/** A message that is on the server's disk, as the number of its entry. */
export interface Acked {
	readonly command: Command;
	readonly chat: string;
	readonly seq: number;
}

/** The close code of a server that has enough connections of this client. */
export const closeTooMany = 1013;

/** What can happen. A session that rests has no connection until it is started again. A frame that is said is lost when nothing can be sent. */
export type Happening =
	| { readonly type: "start" | "opened" | "timer" | "stop" | "rest" }
	| { readonly type: "frame"; readonly text: string }
	| { readonly type: "closed"; readonly code: number; readonly reason: string }
	| { readonly type: "command"; readonly command: Command }
	| { readonly type: "say"; readonly frame: Readonly<Record<string, unknown>> }
	| { readonly type: "forgetCommand"; readonly id: string };

/**
 * What is to be done. A new timer takes the place of the one before. What is heard is
 * no part of a chat, or not all of it is, and for whoever drives the session to keep.
 */
export type Effect =
	| { readonly type: "connect" | "close" | "keep" }
	| { readonly type: "send"; readonly text: string }
	| { readonly type: "heard"; readonly frame: ServerFrame }
	| { readonly type: "timer"; readonly after: number };

/** A session with what it is to do. */
export type Step = readonly [Session, readonly Effect[]];

/** The clock in milliseconds, and chance from 0 to below 1. */
export interface World {
	readonly now: number;
	readonly random: () => number;
	/** Readers of frames that not every client gets. */
	readonly frames?: Readers | undefined;
}

/** A session that nothing has happened to; known is what was kept of an earlier one. */
export function newSession(
	identity: Identity,
	known: Partial<Pick<Session, "secret" | "box">> = {},
): Session {
	return {
		identity,
		phase: "idle",
		secret: known.secret ?? "",
		epoch: "",
		you: "",
		chats: new Map(),
		box: unanswered(known.box ?? []),
		acked: [],
		failures: 0,
		heard: 0,
		downSince: undefined,
		closeCode: 0,
		fault: "",
	};
}

/** Whether the page is to show that the connection is down: for 3 seconds and more. */
export function isDown(s: Session, now: number): boolean {
	return s.downSince !== undefined && now - s.downSince >= 3_000;
}
