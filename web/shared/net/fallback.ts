// Chooses how to connect: by WebSockets, and where they fail twice before they ever
// said anything, without them.
import type { Socket } from "./driver.ts";
import { pass, passing } from "./passing.ts";

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
		const inner = way();
		return passing(
			inner,
			() => inner,
			() => {
				works = true;
				failures = 0;
			},
		);
	};
}

/** A connection whose code has to be loaded first. */
export function afterLoading(load: () => Promise<Connect>): Socket {
	let over = false;
	let real: Socket | undefined;
	const socket = passing(undefined, () => real);
	const { close } = socket;
	load().then(
		(connect) => {
			if (!over) {
				real = connect();
				pass(real, socket);
			}
		},
		() => socket.onclose?.({ code: 1006, reason: "the code cannot be loaded" }),
	);
	return Object.assign(socket, {
		close: () => {
			over = true;
			close();
		},
	});
}
