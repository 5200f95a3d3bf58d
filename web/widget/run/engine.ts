// Runs a widget: joins its model with the connection, the storage, the other tabs and
// the page around it.
import type { FromFrame, Init } from "../../shared/model/bridge.ts";
import type { Command } from "../../shared/model/outbox.ts";
import { closeTooMany, type Session } from "../../shared/model/sessionstate.ts";
import type { Settings } from "../../shared/model/settings.ts";
import { clock } from "../../shared/net/clock.ts";
import { Driver, type Kept } from "../../shared/net/driver.ts";
import type { Connect } from "../../shared/net/fallback.ts";
import { newID } from "../../shared/net/ids.ts";
import { watchNetwork } from "../../shared/net/network.ts";
import type { Upload } from "../../shared/net/upload.ts";
import { type App, type Effect, newApp, type Place, remembered } from "../model/app.ts";
import { needsTime } from "../model/following.ts";
import type { Happening } from "../model/happenings.ts";
import type { Found, Shelf } from "../model/shelf.ts";
import { step } from "../model/step.ts";
import { tellings } from "../model/telling.ts";
import type { Tabs } from "./tabs.ts";

/** What an engine is given. */
export interface Parts {
	readonly settings: Settings;
	readonly place: Place;
	readonly identity: string | undefined;
	readonly found: Found;
	/** What the page was asked before the widget was there. */
	readonly invitation: Init["invitation"];
	readonly open: boolean;
	/** The page has been told to the server. */
	readonly looked: boolean;
	readonly shelf: Shelf;
	readonly connect: Connect;
	tell(message: FromFrame): void;
	/** The secret is kept. */
	kept(secret: string): void;
}

const second = 1_000;

/** A widget that runs. */
export class Engine {
	private state: App;
	private readonly driver: Driver;
	private readonly watchers = new Set<() => void>();
	/** Those of this page that are not sent yet. */
	private readonly files = new Map<string, File>();
	private readonly uploads = new Map<string, Upload>();
	private tabs: Tabs | undefined;
	private clock: ReturnType<typeof setTimeout> | undefined;
	private over = false;
	private unwatch = () => {};
	private working = ""; // on this challenge

	constructor(private readonly parts: Parts) {
		const { settings, place, found, identity } = parts;
		this.driver = new Driver(
			{ role: "visitor", site: settings.site, ...(identity === undefined ? {} : { identity }) },
			{
				...clock,
				connect: parts.connect,
				keep: (known) => this.keep(known),
				heard: (frame) => this.do({ type: "heard", frame }),
			},
			{ secret: found.secret },
		);
		const session = this.driver.current;
		const { invitation, open } = parts;
		const begun = newApp({ settings, place, session, remembered: found.remembered, invitation, open });
		this.state = { ...begun, looked: parts.looked };
	}

	/** What is known now. */
	get app(): App {
		return this.state;
	}

	/** What shows the visitor to the server, for files. */
	get bearer(): string {
		return this.parts.identity ?? this.driver.current.secret;
	}

	/** Connects, and goes on until it is stopped. */
	start(tabs: Tabs): void {
		this.tabs = tabs;
		this.driver.watch((session) => this.follow(session));
		this.unwatch = watchNetwork((h) => this.driver.tell(h));
		this.driver.tell({ type: "start" });
	}

	/** Ends the connection; nothing is told any more. */
	stop(): void {
		this.over = true;
		this.unwatch();
		clearTimeout(this.clock);
		this.tabs?.close();
		this.driver.tell({ type: "stop" });
	}

	/** Tells of each change until the function that it gives is called. */
	watch(changed: () => void): () => void {
		this.watchers.add(changed);
		return () => this.watchers.delete(changed);
	}

	/** Lets something happen. */
	do(h: Happening): void {
		if (this.over) {
			return;
		}
		const before = this.state;
		const [after, effects] = step(before, h, { now: Date.now(), id: newID });
		this.state = after;
		for (const e of effects) {
			this.perform(e);
		}
		for (const message of tellings(before, after)) {
			this.parts.tell(message);
		}
		if (remembered(before).running !== remembered(after).running) {
			this.remember();
		}
		this.wind();
		if (this.state !== before) {
			for (const changed of this.watchers) {
				changed();
			}
		}
	}

	/** Sends files of the visitor. */
	send(files: Iterable<File>): void {
		for (const file of files) {
			const id = newID();
			this.files.set(id, file);
			this.do({ type: "file", id, name: file.name, size: file.size });
		}
	}

	/** Reads a file of the chat. */
	async read(key: string): Promise<Blob> {
		const { readFile } = await import("../../shared/net/upload.ts");
		return readFile(this.state.settings.site, key, this.bearer);
	}

	/** Takes over commands of a tab that is gone; one that is stopped leaves them to others. */
	async adopt(tab: string): Promise<void> {
		if (this.over) {
			return;
		}
		const { commands } = await this.parts.shelf.load();
		const orphans = commands
			.filter((c) => c.tab === tab && c.waiting.refusal === undefined)
			.map((c) => c.waiting);
		await this.parts.shelf.adopt(orphans).catch(() => undefined);
		for (const w of orphans) {
			this.driver.tell({ type: "command", command: w.command });
		}
	}

	/** Gives the connection up while nobody looks here and nothing is to be sent. */
	rest(): void {
		if (!this.state.visible && this.state.session.box.length === 0) {
			this.driver.tell({ type: "rest" });
		}
	}

	/** Notes whether somebody looks here. */
	look(on: boolean): void {
		this.do({ type: "visible", on });
		if (on) {
			this.driver.tell({ type: "start" });
		} else {
			this.remember(); // the page may not come back
		}
	}

	private follow(session: Session): void {
		this.tabs?.publish(session.box);
		const refused = session.phase === "waiting" && this.state.session.phase !== "waiting";
		if (refused && session.closeCode === closeTooMany && this.state.visible) {
			this.tabs?.askForRoom();
		}
		this.do({ type: "session", session });
	}

	private keep(known: Kept): void {
		const kept = this.parts.shelf.keep(known.secret, known.box);
		void kept.catch(() => undefined).then(() => this.parts.kept(known.secret));
	}

	private remember(): void {
		void this.parts.shelf.remember(remembered(this.state)).catch(() => undefined);
	}

	private perform(e: Effect): void {
		switch (e.type) {
			case "command":
				void this.command(e.command);
				break;
			case "forget":
				this.driver.tell({ type: "forgetCommand", id: e.id });
				break;
			case "say":
				this.driver.tell({ type: "say", frame: e.frame });
				break;
			case "ring":
				void import("../../shared/net/sound.ts").then(
					({ ring }) => ring(),
					() => undefined, // no sound is better than no chat
				);
				break;
			case "remember":
				this.remember();
				break;
			case "work":
				void this.work(e.nonce, e.bits);
				break;
			case "upload":
				void this.upload(e.id);
				break;
			case "abort":
				this.abort(e.id);
				break;
		}
	}

	/** A command is on the shelf before it is shown or sent; where nothing is kept, it is sent all the same. */
	private async command(command: Command): Promise<void> {
		await this.parts.shelf.add(command, Date.now()).catch(() => undefined);
		if (!this.over) {
			this.driver.tell({ type: "command", command });
		}
	}

	private async upload(id: string): Promise<void> {
		const ended = (h: Happening) => {
			this.uploads.delete(id);
			this.do(h);
		};
		try {
			const { upload } = await import("../../shared/net/upload.ts");
			const file = this.files.get(id);
			const chat = this.state.uploads.find((u) => u.id === id)?.chat;
			if (file === undefined || chat === undefined) {
				return; // it was removed meanwhile
			}
			const site = String(this.state.settings.site);
			const target = { about: { site }, chat, id, secret: this.bearer };
			const request = upload(file, target, {
				moved: (progress) => this.do({ type: "progress", id, progress }),
				done: () => {
					this.files.delete(id);
					ended({ type: "uploaded", id });
				},
				failed: (code) => ended({ type: "uploadFailed", id, code }),
			});
			this.uploads.set(id, request);
		} catch {
			ended({ type: "uploadFailed", id, code: "" }); // offline: another try loads it
		}
	}

	private abort(id: string): void {
		this.files.delete(id);
		this.uploads.get(id)?.abort();
		this.uploads.delete(id);
	}

	/** Does the server's work, unless another one has taken its place. */
	private async work(nonce: string, bits: number): Promise<void> {
		if (this.working === nonce) {
			return;
		}
		this.working = nonce;
		try {
			const { work } = await import("./worker.ts");
			const proof = await work({ nonce, bits }, () => this.over || this.working !== nonce);
			if (proof !== undefined) {
				this.do({ type: "solved", nonce, proof });
			}
		} catch {
			this.working = ""; // offline: the next challenge tries again
		}
	}

	/** Lets time pass while that changes anything. */
	private wind(): void {
		if (this.clock === undefined && needsTime(this.state)) {
			this.clock = setTimeout(() => {
				this.clock = undefined;
				this.do({ type: "tick" });
				for (const changed of this.watchers) {
					changed();
				}
			}, second);
		}
	}
}
