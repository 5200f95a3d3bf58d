// The browser's WebSocket as a driver needs it.
import type { Socket } from "./driver.ts";

/** Connects to the server at an origin. */
export function webSocket(origin: string): Socket {
	const browsers = new WebSocket(`${origin.replace(/^http/, "ws")}/live`, "parley.v1");
	const socket: Socket = {
		onopen: null,
		onmessage: null,
		onclose: null,
		send: (text) => browsers.send(text),
		close: () => browsers.close(),
	};
	browsers.onopen = () => socket.onopen?.();
	browsers.onmessage = (e) => socket.onmessage?.(e);
	browsers.onclose = (e) => socket.onclose?.(e);
	return socket;
}
