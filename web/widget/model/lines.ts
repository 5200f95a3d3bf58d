// What of a chat is shown: its entries, and after them what is not acknowledged yet, by
// day and by who says it.
import type { Entry, SentFile } from "../../shared/model/frames.ts";
import type { Outbox, Waiting } from "../../shared/model/outbox.ts";
import type { Acked } from "../../shared/model/sessionstate.ts";
import type { Timeline } from "../../shared/model/timeline.ts";
import type { Upload } from "../../shared/model/uploads.ts";
import type { Said } from "./words.ts";

/** How far one of the visitor's messages has come. */
export type Mark = "pending" | "sent" | "read" | "refused";

/** Who says something. */
export type Side = "visitor" | "agent" | "chatBot";

/** One message. */
export interface Bubble {
	/** The same before and after it is acknowledged. */
	readonly key: string;
	readonly text: string;
	/** In milliseconds. */
	readonly time: number;
	readonly file: SentFile | undefined;
	readonly upload: Upload | undefined;
	/** Of the visitor's own. */
	readonly mark: Mark | undefined;
	/** Why it was refused: the server's code. */
	readonly code: string;
}

/** What one line of the log is. */
export type Item =
	| { readonly kind: "day"; readonly key: string; readonly time: number }
	| { readonly kind: "system"; readonly key: string; readonly said: Said; readonly time: number }
	| Group;

/** What somebody says without a break. */
export interface Group {
	readonly kind: "group";
	readonly key: string;
	readonly side: Side;
	readonly by: string;
	/** Empty for the visitor, and for whoever has none. */
	readonly name: string;
	readonly bubbles: readonly Bubble[];
}

const together = 5 * 60_000; // ms between two messages of one group

/** What is not an entry yet. */
export interface Unsent {
	readonly box: Outbox;
	/** Of other tabs of this browser. */
	readonly foreign: Outbox;
	readonly acked: readonly Acked[];
	readonly uploads: readonly Upload[];
	readonly now: number;
}

interface Utterance {
	readonly side: Side;
	readonly by: string;
	readonly name: string;
	readonly bubble: Bubble;
}

/** The lines of a chat. */
export function items(t: Timeline, unsent: Unsent, dayOf: (time: number) => string): Item[] {
	const log = new Log(dayOf);
	const names = namesIn(t);
	for (const e of t.lines) {
		const time = Date.parse(e.time) || 0;
		if (e.kind === "text" || e.kind === "file") {
			log.say(spoken(e, time, t, names));
		} else {
			const said = systemLine(e, names);
			if (said !== undefined) {
				log.note({ kind: "system", key: `s${e.seq}`, said, time });
			}
		}
	}
	for (const said of waiting(t, unsent)) {
		log.say(said);
	}
	return log.items;
}

class Log {
	readonly items: Item[] = [];
	private day = "";
	private last = 0;

	constructor(private readonly dayOf: (time: number) => string) {}

	say(s: Utterance): void {
		this.turn(s.bubble.time);
		const before = this.items.at(-1);
		const near = s.bubble.time - this.last < together;
		this.last = s.bubble.time;
		if (before?.kind === "group" && before.side === s.side && before.by === s.by && near) {
			this.items[this.items.length - 1] = { ...before, bubbles: [...before.bubbles, s.bubble] };
			return;
		}
		const { side, by, name, bubble } = s;
		this.items.push({ kind: "group", key: `g${bubble.key}`, side, by, name, bubbles: [bubble] });
	}

	note(item: Item & { readonly kind: "system" }): void {
		this.turn(item.time);
		this.items.push(item);
	}

	private turn(time: number): void {
		const day = this.dayOf(time);
		if (day !== this.day) {
			this.day = day;
			this.items.push({ kind: "day", key: `d${day}`, time });
		}
	}
}

/** The names of those who took part, by id. */
export function namesIn(t: Timeline): ReadonlyMap<string, string> {
	const names = new Map<string, string>();
	for (const e of t.lines) {
		if (e.senderName !== "" && e.sender !== "system") {
			names.set(e.by, e.senderName);
		}
	}
	if (t.state !== undefined && t.state.agentId !== "") {
		names.set(t.state.agentId, t.state.agentName);
	}
	if (t.state !== undefined && t.state.botId !== "") {
		names.set(t.state.botId, t.state.botName);
	}
	return names;
}

function spoken(e: Entry, time: number, t: Timeline, names: ReadonlyMap<string, string>): Utterance {
	const mine = e.sender === "visitor";
	const side: Side = mine ? "visitor" : e.sender === "chatBot" ? "chatBot" : "agent";
	const read = e.seq <= (t.state?.readByAgent ?? 0);
	return {
		side,
		by: mine ? "" : e.by,
		name: mine ? "" : e.senderName || (names.get(e.by) ?? ""),
		bubble: {
			key: e.id || `e${e.seq}`,
			text: e.file === undefined ? e.text : "",
			time,
			file: e.file,
			upload: undefined,
			mark: mine ? (read ? "read" : "sent") : undefined,
			code: "",
		},
	};
}

/** What a step of the chat reads like; undefined for those that nobody needs to see. */
export function systemLine(e: Entry, names: ReadonlyMap<string, string>): Said | undefined {
	const name = names.get(e.by);
	switch (e.kind) {
		case "accepted":
		case "joined":
			return name === undefined ? undefined : { key: "line.accepted", values: { name } };
		case "left":
			return name === undefined ? undefined : { key: "line.left", values: { name } };
		case "transferred":
			return { key: "line.transferred" };
		case "handedOver":
			return { key: "line.handedOver" };
		case "prompted":
			return { key: "line.prompted" };
		case "switched":
			return { key: "line.switched" };
		case "visitorLeft":
			return { key: "line.visitorLeft" };
		case "ended":
			return { key: "line.ended" };
		default:
			return undefined;
	}
}

/** The visitor's messages that are no entries yet, in the order in which they were given. */
function waiting(t: Timeline, unsent: Unsent): Utterance[] {
	const seen = new Set(t.lines.map((e) => e.id));
	const acked = unsent.acked.filter((a) => a.chat === t.chat && !seen.has(a.command.id));
	for (const a of acked) {
		seen.add(a.command.id);
	}
	const fresh = (w: Waiting) =>
		w.command.type === "post" && w.command["chat"] === t.chat && !seen.has(w.command.id);
	const boxed = [...unsent.box, ...unsent.foreign.filter((f) => !unsent.box.some(same(f)))]
		.filter(fresh)
		.sort((a, b) => a.since - b.since);
	return [
		...acked.map((a) => mine(a.command.id, String(a.command["text"]), unsent.now, "sent")),
		...boxed.map((w) =>
			mine(
				w.command.id,
				String(w.command["text"]),
				w.since,
				w.refusal ? "refused" : "pending",
				w.refusal?.code,
			),
		),
		...unsent.uploads.filter((u) => u.chat === t.chat && !seen.has(u.id)).map(uploading),
	];
}

function same(w: Waiting): (other: Waiting) => boolean {
	return (other) => other.command.id === w.command.id;
}

function mine(key: string, text: string, time: number, mark: Mark, code = "", upload?: Upload): Utterance {
	const bubble: Bubble = { key, text, time, file: undefined, upload, mark, code };
	return { side: "visitor", by: "", name: "", bubble };
}

function uploading(u: Upload): Utterance {
	return mine(u.id, "", u.since, u.code === "" ? "pending" : "refused", u.code, u);
}
