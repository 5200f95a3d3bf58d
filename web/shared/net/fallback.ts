// Chooses how to connect: by WebSockets, and where they fail twice before they ever
// said anything, without them.
import type { Socket } from "./driver.ts";

/** Makes a connection. */
export type Connect = () => Socket;

const tries = 2;

/** Connects in the first way, or in the second one once the first has failed twice in a row. */
export function withFallback(first: Connect, second: Connect): Connect {
	let failures = 0; // of the way that is used now
	let works = false;
	let way = first;
	return () => {
		if (!works && failures >= tries) {
			way = way === first ? second : first;
			failures = 0;
		}
		failures++;
		return new Watched(way(), () => {
			works = true;
			failures = 0;
		});
	};
}

/** A connection that tells when it first says something. */
class Watched implements Socket {
	onopen: (() => void) | null = null;
	onmessage: ((event: { readonly data: unknown }) => void) | null = null;
	onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;

	constructor(
		private readonly socket: Socket,
		spoke: () => void,
	) {
		socket.onopen = () => this.onopen?.();
		socket.onclose = (e) => this.onclose?.(e);
		socket.onmessage = (e) => {
			spoke();
			this.onmessage?.(e);
		};
	}

	send(text: string): void {
		this.socket.send(text);
	}

	close(): void {
		this.socket.close();
	}
}

/** A connection whose code has to be loaded first. */
export function afterLoading(load: () => Promise<Connect>): Socket {
	let over = false;
	let real: Socket | undefined;
	const socket: Socket = {
		onopen: null,
		onmessage: null,
		onclose: null,
		send: (text) => real?.send(text),
		close: () => {
			over = true;
			real?.close();
		},
	};
	load().then(
		(connect) => {
			if (!over) {
				real = connect();
				real.onopen = () => socket.onopen?.();
				real.onmessage = (e) => socket.onmessage?.(e);
				real.onclose = (e) => socket.onclose?.(e);
			}
		},
		() => socket.onclose?.({ code: 1006, reason: "the code cannot be loaded" }),
	);
	return socket;
}
