// Makes the visitor seen before the first chat: one connection that tells the pages,
// and hears when somebody asks whether to chat (docs/live.md).
import type { Invitation } from "../shared/model/bridge.ts";
import type { Keeper } from "./kept.ts";
import type { Place } from "./place.ts";

/** What a visit needs to know, and whom it tells. */
export interface VisitOptions {
	readonly at: Place;
	readonly kept: Keeper;
	identity(): string | undefined;
	/** The page and whoever looks at it, as a frame "visit" says it. */
	look(): object;
	invited(invitation: Invitation): void;
	available(open: boolean): void;
}

/** A connection that comes again until it is stopped. */
export interface Visit {
	/** Tells the page: a new look at it, or what is new about the one before. */
	tell(again: boolean): void;
	/** Connects anew, as somebody else. */
	restart(): void;
	/** Ends it; gives whether the page was told. */
	stop(): boolean;
}

/** What of the server's frames counts here. */
interface Frame {
	readonly type?: unknown;
	readonly secret?: string;
	readonly id: string;
	readonly state?: unknown;
	readonly message?: string;
	readonly agent?: Invitation["agent"];
	readonly open?: boolean;
}

const longestPause = 30_000; // ms
const policy = 1008; // whoever is not let in will not be the next time either

/** Begins a visit. */
export function visit(o: VisitOptions): Visit {
	let socket: WebSocket | undefined;
	let greeted = false; // on this connection
	let told = false; // of this page, on any
	let failures = 0;
	let timer: ReturnType<typeof setTimeout>;

	const send = (frame: object) => socket?.send(JSON.stringify(frame));
	const tell = (again: boolean) => {
		if (greeted) {
			told = true;
			send({ type: "visit", ...o.look(), again });
		}
	};
	const heard = (f: Frame) => {
		if (f.type === "welcome") {
			greeted = true;
			failures = 0;
			if (f.secret) {
				o.kept.write("secret", f.secret);
			}
			send({ type: "availability", on: true, campaign: o.at.campaign });
			tell(told);
		} else if (f.type === "invitation" && f.state === "open") {
			o.invited({ id: f.id, message: f.message ?? "", agent: f.agent });
		} else if (f.type === "availability") {
			o.available(!!f.open);
		}
	};
	const close = () => {
		clearTimeout(timer);
		if (socket) {
			socket.onclose = socket.onmessage = null;
			socket.close();
		}
		greeted = false;
	};
	const connect = () => {
		close();
		socket = new WebSocket(`${o.at.host.replace("http", "ws")}/live`, "parley.v1");
		socket.onopen = () => {
			const secret = o.kept.read("secret");
			send({ type: "hello", role: "visitor", site: +o.at.site, identity: o.identity(), secret });
		};
		socket.onmessage = (m) => heard(JSON.parse(m.data));
		socket.onclose = (e) => {
			greeted = false;
			if (e.code !== policy) {
				timer = setTimeout(connect, Math.random() * Math.min(longestPause, 1_000 * 2 ** failures++));
			}
		};
	};
	connect();
	return {
		tell,
		restart: () => {
			told = false;
			connect();
		},
		stop: () => {
			close();
			return told;
		},
	};
}
