// Connections that stand before others.
import type { Socket } from "./driver.ts";

type Inner = Socket | WebSocket;

/** A connection that passes on what another one says, which may come later. */
export function passing(inner: Inner | undefined, to: () => Inner | undefined, spoke = () => {}): Socket {
	const socket: Socket = {
		onopen: null,
		onmessage: null,
		onclose: null,
		send: (text) => to()?.send(text),
		close: () => to()?.close(),
	};
	if (inner !== undefined) {
		pass(inner, socket, spoke);
	}
	return socket;
}

/** Has one connection say what another one does. */
export function pass(from: Inner, to: Socket, spoke = () => {}): void {
	from.onopen = () => to.onopen?.();
	from.onclose = (e: { readonly code: number; readonly reason: string }) => to.onclose?.(e);
	from.onmessage = (e: { readonly data: unknown }) => {
		spoke();
		to.onmessage?.(e);
	};
}
