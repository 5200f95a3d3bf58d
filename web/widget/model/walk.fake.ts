// A widget with a connection to a server that a test plays, for tests.
import { step as sessionStep } from "../../shared/model/session.ts";
import { newSession, type Session } from "../../shared/model/sessionstate.ts";
import { readSettings } from "../../shared/model/settings.ts";
import { type App, type Effect, newApp, type Remembered } from "./app.ts";
import type { Happening } from "./happenings.ts";
import { type Screen, screenOf } from "./screens.ts";
import { step } from "./step.ts";
import { tellings } from "./telling.ts";

type Frame = Readonly<Record<string, unknown>>;

/** What a test can set. */
export interface Options {
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly remembered?: Remembered;
	readonly open?: boolean;
	readonly session?: Session;
}

export const chat = "7c1f0a52-3f0e-4c39-9a53-0d6a3c5e1b10";
const agent = { id: "ada", name: "Ada" };

/** A widget on its way through its screens. */
export class Walk {
	app: App;
	now = 1_000_000;
	/** What the server was sent, in order. */
	readonly sent: Frame[] = [];
	/** What the page was told. */
	readonly told: unknown[] = [];
	/** Effects that are for neither. */
	readonly effects: Effect[] = [];
	private session: Session;
	private ids = 0;

	constructor(o: Options = {}) {
		this.session = o.session ?? newSession({ role: "visitor", site: 1 });
		this.app = newApp({
			settings: readSettings({ site: 1, open: true, files: true, ...o.settings }),
			place: {
				page: { title: "Shop", url: "https://shop.example/" },
				referrer: "",
				language: "en",
				timeZone: "UTC",
				screen: "1x1",
				visits: 1,
				variables: [],
			},
			session: this.session,
			remembered: o.remembered,
			open: o.open ?? true,
		});
	}

	get screen(): Screen {
		return screenOf(this.app);
	}

	/** The last frame of a type that the server was sent. */
	last(type: string): Frame | undefined {
		return this.sent.findLast((f) => f["type"] === type);
	}

	do(h: Happening): void {
		const before = this.app;
		const [after, effects] = step(before, h, { now: this.now, id: () => this.id() });
		this.app = after;
		this.told.push(...tellings(before, after));
		for (const e of effects) {
			this.perform(e);
		}
	}

	/** Connects, and is welcome. */
	connect(): this {
		this.happen({ type: "start" });
		this.happen({ type: "opened" });
		this.server({ type: "welcome", protocol: "parley.v1", epoch: "e", secret: "pv_1" });
		return this;
	}

	disconnect(): void {
		this.happen({ type: "closed", code: 1006, reason: "" });
	}

	reconnect(): void {
		this.happen({ type: "timer" });
		this.happen({ type: "opened" });
		this.server({ type: "welcome", protocol: "parley.v1", epoch: "e" });
	}

	wait(ms: number): void {
		this.now += ms;
		this.do({ type: "tick" });
	}

	/** The server says something. */
	server(frame: Frame): void {
		this.happen({ type: "frame", text: JSON.stringify(frame) });
	}

	ack(seq = 0): void {
		const id = this.session.box.find((w) => w.sent)?.command.id;
		this.server({ type: "ack", id, chat, ...(seq > 0 ? { seq } : {}) });
	}

	refuse(code: string): void {
		this.server({ type: "error", id: this.session.box.find((w) => w.sent)?.command.id, code, message: code });
	}

	state(state: string, more: Frame = {}): void {
		const held = state === "active" || state === "ended" ? { agent } : {};
		this.server({ type: "state", chat, state, seq: 1, ...held, ...more });
	}

	entry(seq: number, kind: string, more: Frame = {}): void {
		this.server({ type: "entry", chat, seq, kind, action: kind, ...more });
	}

	says(seq: number, text: string): void {
		const who = { by: agent.id, sender: "agent", senderName: agent.name };
		this.entry(seq, "text", { ...who, text, time: new Date(this.now).toISOString() });
	}

	/** Asks for a chat and gets it. */
	inChat(state = "active"): this {
		this.connect();
		this.do({ type: "submit", form: "preChat" });
		this.ack();
		this.state(state);
		this.entry(1, "requested", { action: "" });
		this.now += 5_000;
		return this;
	}

	private happen(h: Parameters<typeof sessionStep>[1]): void {
		const before = this.session;
		const [after, effects] = sessionStep(before, h, { now: this.now, random: () => 0 });
		this.session = after;
		for (const e of effects) {
			if (e.type === "send") {
				this.sent.push(JSON.parse(e.text) as Frame);
			}
		}
		if (after !== before) {
			this.do({ type: "session", session: after });
		}
		for (const e of effects) {
			if (e.type === "heard") {
				this.do({ type: "heard", frame: e.frame });
			}
		}
	}

	private perform(e: Effect): void {
		switch (e.type) {
			case "command":
				this.happen({ type: "command", command: e.command });
				break;
			case "say":
				this.happen({ type: "say", frame: e.frame });
				break;
			case "forget":
				this.happen({ type: "forgetCommand", id: e.id });
				break;
			default:
				this.effects.push(e);
		}
	}

	private id(): string {
		this.ids++;
		return `walk-000000000000${this.ids}`;
	}
}
