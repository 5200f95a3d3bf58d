// A visitor without a browser, over the front end's own session of live chat.
import { randomUUID } from "node:crypto";
import type { Invitation } from "../../shared/model/frames.ts";
import type { Session } from "../../shared/model/sessionstate.ts";
import { Driver } from "../../shared/net/driver.ts";
import { webSocket } from "../../shared/net/websocket.ts";
import { site } from "./server.ts";
import { until } from "./wait.ts";
import type { World } from "./world.ts";

const patience = 20_000; // ms

/** A visitor on a page of the shop. */
export class Talker {
	private readonly driver: Driver;
	private invited: Invitation | undefined;

	/** Connects. */
	constructor(
		private readonly w: World,
		readonly name: string,
	) {
		this.driver = new Driver(
			{ role: "visitor", site },
			{
				connect: () => webSocket(w.server.address),
				now: Date.now,
				random: Math.random,
				later: (after, call) => {
					const timer = setTimeout(call, after);
					return () => clearTimeout(timer);
				},
				keep: () => {},
				heard: (frame) => {
					if (frame.type === "invitation" && frame.state === "open") {
						this.invited = frame;
					}
				},
			},
		);
		w.atEnd(() => this.driver.tell({ type: "stop" }));
		this.driver.tell({ type: "start" });
	}

	/** The chat that was asked for. */
	get chat(): string {
		return [...this.driver.current.chats.keys()][0] ?? "";
	}

	/** Tells of a look at a page. */
	async visit(members: Readonly<Record<string, unknown>> = {}): Promise<void> {
		await this.until("the connection", (s) => s.phase === "open");
		const page = { title: "Winter shoes", url: `${this.w.shop.origin}/shoes` };
		this.driver.tell({ type: "say", frame: { type: "visit", page, visits: 1, ...members } });
	}

	/** Asks for a chat; gives its id. */
	async ask(members: Readonly<Record<string, unknown>> = {}): Promise<string> {
		await this.do("request", { name: this.name, ...members });
		await this.until("the chat", (s) => s.chats.size > 0);
		return this.chat;
	}

	/** Waits to be invited. */
	invitation(): Promise<Invitation> {
		return until("an invitation", () => this.invited);
	}

	/** Says something. */
	say(text: string): Promise<void> {
		return this.do("post", { chat: this.chat, text });
	}

	/** Gives a command, and waits until the server has obeyed. */
	async do(type: string, members: Readonly<Record<string, unknown>>): Promise<void> {
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

	/** Sends small files; gives how many the server has taken by their names. */
	async sendFiles(names: readonly string[]): Promise<number> {
		let taken = 0;
		for (const [i, name] of names.entries()) {
			const query = new URLSearchParams({ site: String(site), chat: this.chat, id: randomUUID(), name });
			const answer = await fetch(`${this.w.server.address}/live/files?${query}`, {
				method: "POST",
				headers: { authorization: `Bearer ${this.driver.current.secret}` },
				body: `file ${i}`,
			});
			taken += answer.ok ? 1 : 0;
		}
		return taken;
	}

	/** Says that the visitor types, or not. */
	type(on: boolean): void {
		this.driver.tell({ type: "say", frame: { type: "typing", chat: this.chat, on } });
	}

	/** Waits for a text in the conversation. */
	async hears(text: string): Promise<void> {
		await this.until(`"${text}"`, (s) => s.chats.get(this.chat)?.lines.some((l) => l.text === text) ?? false);
	}

	/** Waits until all is read to the last entry. */
	async isRead(): Promise<void> {
		await this.until("reading", (s) => {
			const t = s.chats.get(this.chat);
			const said = t?.lines.findLast((l) => l.sender === "visitor")?.seq ?? 0;
			return (t?.state?.readByAgent ?? 0) >= said;
		});
	}

	private until(what: string, wanted: (s: Session) => boolean): Promise<Session> {
		return new Promise((done, failed) => {
			const timer = setTimeout(() => {
				stop();
				failed(new Error(`${this.name} has waited in vain for ${what}`));
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
}
