// What is kept in the browser: who the visitor is, what is not acknowledged, what the
// visitor is done with. Several tabs share it. Each command belongs to the tab that
// gave it, which sends it; when that tab is gone, another one takes it over.
import type { Command, Outbox, Waiting } from "../../shared/model/outbox.ts";
import type { Remembered } from "./app.ts";

/** A place for records by key, such as a browser's database. A change is done wholly or not. */
export interface Table {
	all(): Promise<ReadonlyMap<string, unknown>>;
	change(put: ReadonlyMap<string, unknown>, remove: readonly string[]): Promise<void>;
}

/** What was found. */
export interface Found {
	readonly secret: string;
	readonly remembered: Remembered | undefined;
	/** Commands with the tabs that they belong to. */
	readonly commands: readonly Owned[];
}

/** A command of a tab. */
export interface Owned {
	readonly tab: string;
	readonly waiting: Waiting;
}

const commandKey = "command/";

/** The shelf of one visitor, as one tab uses it. */
export class Shelf {
	private kept: ReadonlyMap<string, Waiting> = new Map();
	private secret = "";

	constructor(
		private readonly table: Table,
		private readonly tab: string,
	) {}

	/** Reads what is there. What is not as it should be is left out. */
	async load(): Promise<Found> {
		const all = await this.table.all();
		this.secret = asText(all.get("secret"));
		return {
			secret: this.secret,
			remembered: asRemembered(all.get("remembered")),
			commands: [...all].flatMap(([key, value]) => (key.startsWith(commandKey) ? asOwned(value) : [])),
		};
	}

	/** Keeps a command before it is sent. */
	async add(command: Command, now: number): Promise<void> {
		const waiting: Waiting = { command, since: now, sent: false, refusal: undefined };
		this.kept = new Map(this.kept).set(command.id, waiting);
		await this.table.change(new Map([this.entry(waiting)]), []);
	}

	/** Takes over commands of tabs that are gone. */
	async adopt(commands: readonly Waiting[]): Promise<void> {
		this.kept = new Map([...this.kept, ...commands.map((w) => [w.command.id, w] as const)]);
		await this.table.change(new Map(commands.map((w) => this.entry(w))), []);
	}

	/** Keeps what has changed of the secret and the tab's commands. */
	async keep(secret: string, box: Outbox): Promise<void> {
		const next = new Map(box.map((w) => [w.command.id, w] as const));
		const put = new Map<string, unknown>();
		for (const w of box) {
			if (this.kept.get(w.command.id)?.refusal !== w.refusal || !this.kept.has(w.command.id)) {
				put.set(...this.entry(w));
			}
		}
		if (secret !== this.secret && secret !== "") {
			put.set("secret", secret);
		}
		const gone = [...this.kept.keys()].filter((id) => !next.has(id)).map((id) => commandKey + id);
		this.kept = next;
		this.secret = secret;
		if (put.size > 0 || gone.length > 0) {
			await this.table.change(put, gone);
		}
	}

	/** Keeps what a later page begins with. */
	async remember(what: Remembered): Promise<void> {
		await this.table.change(new Map([["remembered", what]]), []);
	}

	private entry(w: Waiting): [string, Owned] {
		return [commandKey + w.command.id, { tab: this.tab, waiting: { ...w, sent: false } }];
	}
}

/** A table that lasts as long as the page: where the browser keeps nothing. */
export class MemoryTable implements Table {
	private rows: ReadonlyMap<string, unknown> = new Map();

	async all(): Promise<ReadonlyMap<string, unknown>> {
		return this.rows;
	}

	async change(put: ReadonlyMap<string, unknown>, remove: readonly string[]): Promise<void> {
		const rows = new Map([...this.rows, ...put]);
		for (const key of remove) {
			rows.delete(key);
		}
		this.rows = rows;
	}
}

function asText(value: unknown): string {
	return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null;
}

function asRemembered(value: unknown): Remembered | undefined {
	if (!isRecord(value)) {
		return undefined;
	}
	const done = Array.isArray(value["done"]) ? value["done"].filter((d) => typeof d === "string") : [];
	const draft = asText(value["draft"]);
	return { done, sound: value["sound"] !== false, running: value["running"] === true, draft };
}

function asOwned(value: unknown): Owned[] {
	if (!isRecord(value) || typeof value["tab"] !== "string" || !isRecord(value["waiting"])) {
		return [];
	}
	const { command, since, refusal } = value["waiting"];
	if (!isRecord(command) || typeof command["id"] !== "string" || typeof command["type"] !== "string") {
		return [];
	}
	const waiting: Waiting = {
		command: command as Command,
		since: typeof since === "number" ? since : 0,
		sent: false,
		refusal: isRecord(refusal)
			? { code: asText(refusal["code"]), message: asText(refusal["message"]) }
			: undefined,
	};
	return [{ tab: value["tab"], waiting }];
}
