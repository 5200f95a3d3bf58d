// Somebody without a browser, over the front end's own session of live chat.
import { randomUUID } from "node:crypto";
import type { ServerFrame } from "../../shared/model/frames.ts";
import type { Identity, Session } from "../../shared/model/sessionstate.ts";
import { clock } from "../../shared/net/clock.ts";
import { Driver } from "../../shared/net/driver.ts";
import { webSocket } from "../../shared/net/websocket.ts";

const patience = 20_000; // ms

// After some tries a client waits for up to half a minute; nobody here is as patient.
const soon = () => Math.random() / 4;

/** A client that is connected, or tries to be. */
export class Client {
	protected readonly driver: Driver;

	constructor(
		readonly name: string,
		server: string,
		identity: Identity,
	) {
		const connect = () => webSocket(server);
		const heard = (frame: ServerFrame) => this.heard(frame);
		this.driver = new Driver(identity, { ...clock, random: soon, connect, heard, keep: () => {} });
		this.driver.tell({ type: "start" });
	}

	/** Gives a command, and waits until the server has obeyed. */
	async do(type: string, members: Readonly<Record<string, unknown>> = {}): Promise<void> {
		const id = randomUUID();
		this.driver.tell({ type: "command", command: { ...members, type, id } });
		const s = await this.until(type, (s) =>
			s.box.every((w) => w.command.id !== id || w.refusal !== undefined),
		);
		const refusal = s.box.find((w) => w.command.id === id)?.refusal;
		if (refusal !== undefined) {
			throw new Error(`${type}: ${refusal.code} ${refusal.message}`);
		}
	}

	/** Is not there any more. */
	leave(): void {
		this.driver.tell({ type: "stop" });
	}

	/** Waits until the session is as wanted. */
	until(what: string, wanted: (s: Session) => boolean): Promise<Session> {
		return new Promise((done, failed) => {
			const timer = setTimeout(() => {
				stop();
				failed(new Error(`${this.name} has waited in vain for ${what}: ${this.told()}`));
			}, patience);
			const look = (s: Session) => {
				if (wanted(s)) {
					clearTimeout(timer);
					queueMicrotask(() => stop());
					done(s);
				}
			};
			const stop = this.driver.watch(look);
			look(this.driver.current);
		});
	}

	/** Hears a frame that is no part of a chat. */
	protected heard(_: ServerFrame): void {}

	private told(): string {
		const { phase, fault, chats } = this.driver.current;
		return JSON.stringify({ phase, fault, chats: [...chats.values()] });
	}
}
