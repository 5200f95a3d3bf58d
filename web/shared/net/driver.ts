// Drives a session: gives it what happens on a socket and a clock, and does what it
// asks for.
import type { Readers, ServerFrame } from "../model/frames.ts";
import { step } from "../model/session.ts";
import {
	type Effect,
	type Happening,
	type Identity,
	newSession,
	type Session,
} from "../model/sessionstate.ts";

/** What a driver needs of a WebSocket; the browser's has it. */
export interface Socket {
	onopen: (() => void) | null;
	onmessage: ((event: { readonly data: unknown }) => void) | null;
	onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
	send(text: string): void;
	close(): void;
}

/** Where a driver lives. */
export interface Surroundings {
	connect(): Socket;
	now(): number;
	random(): number;
	/** Calls back once after some milliseconds; what it gives takes that back. */
	later(after: number, call: () => void): () => void;
	/** Keeps what a later session begins with: the secret and what is not acknowledged. */
	keep(known: Kept): void;
	/** Readers of frames that not every client gets, such as those of agents. */
	readonly frames?: Readers;
	/** Hears frames that are no part of a chat. */
	heard?(frame: ServerFrame): void;
}

/** What outlives a page. */
export type Kept = Pick<Session, "secret" | "box">;

/** A session that is connected, or tries to be, until it is stopped. */
export class Driver {
	private session: Session;
	private socket: Socket | undefined;
	private cancelTimer: (() => void) | undefined;
	private readonly watchers = new Set<(s: Session) => void>();

	constructor(
		identity: Identity,
		private readonly around: Surroundings,
		known: Partial<Kept> = {},
	) {
		this.session = newSession(identity, known);
	}

	/** What is known now. */
	get current(): Session {
		return this.session;
	}

	/** Has later connections be made as somebody else, or with another token. */
	identify(identity: Identity): void {
		this.session = { ...this.session, identity };
	}

	/** Tells of each change until the function that it gives is called. */
	watch(changed: (s: Session) => void): () => void {
		this.watchers.add(changed);
		return () => this.watchers.delete(changed);
	}

	/** Lets something happen to the session. */
	tell(h: Happening): void {
		const before = this.session;
		const [after, effects] = step(before, h, {
			now: this.around.now(),
			random: this.around.random,
			frames: this.around.frames,
		});
		this.session = after;
		for (const e of effects) {
			this.perform(e);
		}
		if (after !== before) {
			for (const changed of this.watchers) {
				changed(this.session);
			}
		}
	}

	private perform(e: Effect): void {
		switch (e.type) {
			case "connect":
				this.open();
				break;
			case "close":
				this.shut();
				break;
			case "send":
				this.socket?.send(e.text);
				break;
			case "heard":
				this.around.heard?.(e.frame);
				break;
			case "timer":
				this.cancelTimer?.();
				this.cancelTimer = this.around.later(e.after, () => this.tell({ type: "timer" }));
				break;
			case "keep":
				this.around.keep({ secret: this.session.secret, box: this.session.box });
				break;
		}
	}

	// What a socket tells that is not the one of now comes too late to count.
	private open(): void {
		this.shut();
		const socket = this.around.connect();
		this.socket = socket;
		const ifNow = (h: Happening) => {
			if (this.socket === socket) {
				this.tell(h);
			}
		};
		socket.onopen = () => ifNow({ type: "opened" });
		socket.onmessage = (m) => ifNow({ type: "frame", text: typeof m.data === "string" ? m.data : "" });
		socket.onclose = (c) => {
			ifNow({ type: "closed", code: c.code, reason: c.reason });
			if (this.socket === socket) {
				this.socket = undefined;
			}
		};
	}

	private shut(): void {
		const socket = this.socket;
		this.socket = undefined;
		socket?.close();
	}
}
