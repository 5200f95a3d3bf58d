// An agent without a browser.
import type { Timeline } from "../../shared/model/timeline.ts";
import { Client } from "./client.ts";

/** An agent who is online. */
export class Agent extends Client {
	/** Connects, and goes online. */
	static async connect(server: string, token: string): Promise<Agent> {
		const agent = new Agent("the agent", server, { role: "agent", token });
		await agent.until("the connection", (s) => s.phase === "open");
		await agent.do("status", { status: "Online" });
		return agent;
	}

	/** The agent's id. */
	get id(): string {
		return this.driver.current.you;
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
}
