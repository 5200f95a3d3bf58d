// The browser's WebSocket as a driver needs it.
import type { Socket } from "./driver.ts";
import { passing } from "./passing.ts";

/** Connects to the server at an origin. */
export function webSocket(origin: string): Socket {
	const browsers = new WebSocket(`${origin.replace(/^http/, "ws")}/live`, "parley.v1");
	return passing(browsers, () => browsers);
}
