// A visitor without a browser.
import { randomUUID } from "node:crypto";
import type { Invitation, ServerFrame } from "../../shared/model/frames.ts";
import { Client } from "./client.ts";
import { site } from "./server.ts";
import { until } from "./wait.ts";
import type { World } from "./world.ts";

/** A visitor on a page of the shop. */
export class Talker extends Client {
	private invited: Invitation | undefined;

	/** Connects. */
	constructor(
		private readonly w: World,
		name: string,
	) {
		super(name, w.server.address, { role: "visitor", site });
		w.atEnd(() => this.leave());
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

	protected override heard(frame: ServerFrame): void {
		if (frame.type === "invitation" && frame.state === "open") {
			this.invited = frame;
		}
	}
}
