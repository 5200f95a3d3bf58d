// The lines of a chat as an agent reads them: by day, notes and steps among what is said,
// and at the end what is not acknowledged yet.
import type { Entry, SentFile } from "../../../shared/model/frames.ts";
import type { Session } from "../../../shared/model/sessionstate.ts";
import type { Timeline } from "../../../shared/model/timeline.ts";
import type { AgentUpload } from "./uploads.ts";

/** One line. */
export type Row =
	| { readonly kind: "day"; readonly key: string; readonly time: number }
	| { readonly kind: "step"; readonly key: string; readonly time: number; readonly entry: Entry }
	| SaidRow;

/** Something that somebody says. */
export interface SaidRow {
	readonly kind: "said";
	/** The same before and after it is acknowledged. */
	readonly key: string;
	readonly time: number;
	readonly side: "visitor" | "agent" | "bot";
	/** Said by the agent who reads. */
	readonly own: boolean;
	/** Only agents see it. */
	readonly note: boolean;
	readonly name: string;
	readonly text: string;
	readonly file: SentFile | undefined;
	readonly upload: AgentUpload | undefined;
	/** The first of several that one says together. */
	readonly first: boolean;
	readonly seq: number;
	/** Acknowledged, under way, or refused by the server for a reason. */
	readonly mark: "sent" | "pending" | "refused";
	readonly reason: string;
	/** The command, of one that is not acknowledged. */
	readonly id: string;
}

const together = 5 * 60_000; // ms between two messages of one group

interface Made {
	readonly lines: number;
	readonly last: Entry | undefined;
	readonly rows: readonly Row[];
}

/** Makes the rows of one chat after the other, and of the same chat only what has come to it. */
export class LogMaker {
	private chat = "";
	private made: Made = { lines: 0, last: undefined, rows: [] };
	/** The commands that made rows: an entry may come before its acknowledgement. */
	private readonly told = new Set<string>();

	constructor(
		/** The day that a time is on, the same for all times of a day. It is asked twice for each row. */
		private readonly dayOf: (time: number) => string | number,
	) {}

	/** Makes the rows of so many more lines, and tells whether all are made: all at once keep the page busy. */
	advance(t: Timeline, me: string, lines: number): boolean {
		const upTo = (this.chat === t.chat ? this.made.lines : 0) + lines;
		this.entries({ ...t, lines: t.lines.slice(0, upTo) }, me);
		return upTo >= t.lines.length;
	}

	/** The rows of what the server has told. */
	entries(t: Timeline, me: string): readonly Row[] {
		const before = this.made;
		const goesOn =
			this.chat === t.chat &&
			before.lines <= t.lines.length &&
			(before.lines === 0 || t.lines[before.lines - 1] === before.last);
		if (goesOn && before.lines === t.lines.length) {
			return before.rows;
		}
		const rows = goesOn ? [...before.rows] : [];
		if (!goesOn) {
			this.told.clear();
		}
		for (const e of t.lines.slice(goesOn ? before.lines : 0)) {
			this.told.add(e.id);
			this.add(rows, rowOf(e, me));
		}
		this.chat = t.chat;
		this.made = { lines: t.lines.length, last: t.lines.at(-1), rows };
		return rows;
	}

	/** All rows: with what is under way. */
	rows(
		t: Timeline,
		s: Pick<Session, "box" | "acked" | "you">,
		uploads: readonly AgentUpload[],
	): readonly Row[] {
		const told = this.entries(t, s.you);
		const own = [...unacknowledged(t, s), ...uploads.filter((u) => u.chat === t.chat).map(uploadRow)];
		const waiting = own.filter((row) => !this.told.has(row.key));
		if (waiting.length === 0) {
			return told;
		}
		const rows = [...told];
		for (const row of waiting) {
			this.add(rows, row);
		}
		return rows;
	}

	private add(rows: Row[], row: Row): void {
		const before = rows.at(-1);
		if (before === undefined || this.dayOf(before.time) !== this.dayOf(row.time)) {
			rows.push({ kind: "day", key: `d${row.key}`, time: row.time });
		}
		rows.push(row.kind === "said" ? { ...row, first: !continues(rows.at(-1), row) } : row);
	}
}

function continues(before: Row | undefined, row: SaidRow): boolean {
	return (
		before?.kind === "said" &&
		before.side === row.side &&
		before.name === row.name &&
		before.note === row.note &&
		row.time - before.time < together
	);
}

function rowOf(e: Entry, me: string): Row {
	const time = Date.parse(e.time) || 0;
	const key = e.id === "" ? `e${e.seq}` : e.id;
	const note = e.kind === "note" || e.kind === "noteFile";
	if (!note && e.kind !== "text" && e.kind !== "file") {
		return { kind: "step", key, time, entry: e };
	}
	return {
		...said(key, time),
		side: e.sender === "visitor" ? "visitor" : e.sender === "chatBot" ? "bot" : "agent",
		own: e.by === me,
		note,
		name: e.senderName,
		text: e.file === undefined ? e.text : "",
		file: e.file,
		seq: e.seq,
	};
}

function said(key: string, time: number): SaidRow {
	return {
		kind: "said",
		key,
		time,
		side: "agent",
		own: true,
		note: false,
		name: "",
		text: "",
		file: undefined,
		upload: undefined,
		first: true,
		seq: 0,
		mark: "sent",
		reason: "",
		id: "",
	};
}

function unacknowledged(t: Timeline, s: Pick<Session, "box" | "acked">): Row[] {
	const acked = s.acked
		.filter((a) => a.chat === t.chat)
		.map((a) => ({ ...said(a.command.id, 0), text: String(a.command["text"]), seq: a.seq }));
	const waiting = s.box
		.filter(({ command: c }) => c["chat"] === t.chat && (c.type === "post" || c.type === "note"))
		.map(
			(w): SaidRow => ({
				...said(w.command.id, w.since),
				note: w.command.type === "note",
				text: String(w.command["text"]),
				mark: w.refusal === undefined ? "pending" : "refused",
				reason: w.refusal?.message ?? "",
				id: w.command.id,
			}),
		);
	const last = Date.parse(t.lines.at(-1)?.time ?? "") || 0;
	return [...acked, ...waiting].map((r) => ({ ...r, time: Math.max(r.time, last) }));
}

function uploadRow(u: AgentUpload): SaidRow {
	return {
		...said(u.id, u.since),
		note: u.note,
		upload: u,
		mark: u.code === "" ? "pending" : "refused",
		id: u.id,
	};
}
