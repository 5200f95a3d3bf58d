// The agent's session of live chat, for all areas.
import { create } from "zustand";
import type { ServerFrame } from "../../shared/model/frames.ts";
import { newSession, type Session } from "../../shared/model/sessionstate.ts";
import { agentFrames } from "../../shared/model/wrapup.ts";
import { clock } from "../../shared/net/clock.ts";
import { Driver } from "../../shared/net/driver.ts";
import { withFallback } from "../../shared/net/fallback.ts";
import { newID } from "../../shared/net/ids.ts";
import { watchNetwork } from "../../shared/net/network.ts";
import { StreamSocket } from "../../shared/net/stream.ts";
import { webSocket } from "../../shared/net/websocket.ts";

/** The session as it is now. */
export const useSession = create<Session>()(() => newSession({ role: "agent" }));

let driver: Driver | undefined;
const hearers = new Set<(frame: ServerFrame) => void>();

/** Hears frames that are no part of a chat, until the function that it gives is called. */
export function hear(heard: (frame: ServerFrame) => void): () => void {
	hearers.add(heard);
	return () => hearers.delete(heard);
}

const frame = 16; // ms

let latest: Session | undefined;
let shown = 0;
let showing: ReturnType<typeof setTimeout> | undefined;

/** Shows the session as it is now; of many changes at once, as when a long chat comes, only the last one. */
function showSoon(s: Session): void {
	latest = s;
	showing ??= setTimeout(show, Math.max(0, shown + frame - performance.now()));
}

function show(): void {
	showing = undefined;
	if (latest !== undefined) {
		useSession.setState(latest, true);
	}
	shown = performance.now();
}

/** Connects with an access token; gives what disconnects. */
export function connect(token: string): () => void {
	const { origin } = location;
	const own = new Driver(
		{ role: "agent", token },
		{
			connect: withFallback(
				() => webSocket(origin),
				() => new StreamSocket(origin, (address, init) => fetch(address, init)),
			),
			...clock,
			keep: () => {},
			frames: agentFrames,
			heard: (frame) => {
				for (const h of hearers) {
					h(frame);
				}
			},
		},
	);
	driver = own;
	const unwatch = own.watch(showSoon);
	const ignore = watchNetwork((h) => own.tell(h));
	own.tell({ type: "start" });
	return () => {
		ignore();
		own.tell({ type: "stop" });
		unwatch();
		clearTimeout(showing);
		showing = undefined;
		driver = undefined;
		useSession.setState(newSession({ role: "agent" }), true);
	};
}

/** Goes on with another access token of the same agent. */
export function replaceToken(token: string): void {
	driver?.identify({ role: "agent", token });
	if (useSession.getState().phase === "open") {
		command("token", { token });
	}
}

/** Gives a command; its id. It is sent until the server has answered. */
export function command(type: string, members: Readonly<Record<string, unknown>> = {}): string {
	const id = newID();
	driver?.tell({ type: "command", command: { ...members, type, id } });
	return id;
}

/** Gives up a command that was refused. */
export function giveUp(id: string): void {
	driver?.tell({ type: "forgetCommand", id });
}

/** Says what is lost when nothing can be sent, such as that somebody types. */
export function say(frame: Readonly<Record<string, unknown>>): void {
	driver?.tell({ type: "say", frame });
}
