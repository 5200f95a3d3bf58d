// An agent without a browser, over the front end's own session of live chat.
import { randomUUID } from "node:crypto";
import type { Session } from "../../shared/model/sessionstate.ts";
import type { Timeline } from "../../shared/model/timeline.ts";
import { Driver } from "../../shared/net/driver.ts";
import { webSocket } from "../../shared/net/websocket.ts";

const patience = 20_000; // ms

/** An agent who is online. */
export class Agent {
	private constructor(private readonly driver: Driver) {}

	/** Connects, and goes online. */
	static async connect(server: string, token: string): Promise<Agent> {
		const driver = new Driver(
			{ role: "agent", token },
			{
				connect: () => webSocket(server),
				now: Date.now,
				random: Math.random,
				later: (after, call) => {
					const timer = setTimeout(call, after);
					return () => clearTimeout(timer);
				},
				keep: () => {},
			},
		);
		const agent = new Agent(driver);
		driver.tell({ type: "start" });
		await agent.until("the connection", (s) => s.phase === "open");
		await agent.do("status", { status: "Online" });
		return agent;
	}

	/** The agent's id. */
	get id(): string {
		return this.driver.current.you;
	}

	/** Gives a command, and waits until the server has obeyed. */
	async do(type: string, members: Record<string, unknown> = {}): Promise<void> {
		const id = randomUUID();
		this.driver.tell({ type: "command", command: { ...members, type, id } });
		const s = await this.until(type, (s) => {
			const waiting = s.box.find((w) => w.command.id === id);
			return waiting === undefined || waiting.refusal !== undefined;
		});
		const refusal = s.box.find((w) => w.command.id === id)?.refusal;
		if (refusal !== undefined) {
			throw new Error(`${type}: ${refusal.code} ${refusal.message}`);
		}
	}

	/** Says that the agent types, or not. */
	type(chat: string, on: boolean): void {
		this.driver.tell({ type: "say", frame: { type: "typing", chat, on } });
	}

	/** Waits for a chat that is offered, and takes it; gives its id. */
	async accept(): Promise<string> {
		const offered = (t: Timeline) => t.state?.state === "offered";
		const s = await this.until("an offer", (s) => [...s.chats.values()].some(offered));
		const chat = [...s.chats.values()].find(offered)?.chat ?? "";
		await this.do("accept", { chat });
		return chat;
	}

	/** Waits for the texts that others have written in a chat. */
	async hears(chat: string, ...texts: readonly string[]): Promise<void> {
		await this.until(`"${texts.join('", "')}"`, (s) => {
			const said = s.chats.get(chat)?.lines.map((l) => l.text) ?? [];
			return texts.every((t) => said.includes(t));
		});
	}

	/** The lines of a chat, as the agent sees them. */
	lines(chat: string): readonly string[] {
		return this.driver.current.chats.get(chat)?.lines.map((l) => l.text) ?? [];
	}

	/** Waits until a chat is over. */
	async seesEnd(chat: string): Promise<void> {
		await this.until("the end", (s) => (s.chats.get(chat)?.state?.state ?? "ended") === "ended");
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
				failed(new Error(`the agent has waited in vain for ${what}: ${this.told()}`));
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

	private told(): string {
		const { phase, fault, chats } = this.driver.current;
		return JSON.stringify({ phase, fault, chats: [...chats.values()] });
	}
}
