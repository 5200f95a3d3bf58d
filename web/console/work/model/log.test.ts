import { expect, test } from "vitest";
import { entry, me, noon, own, session, state, timeline } from "./fake.ts";
import { LogMaker, type Row } from "./log.ts";

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const shape = (rows: readonly Row[]) =>
	rows.map((r) => (r.kind === "said" ? `${r.first ? "*" : ""}${r.side}${r.note ? " note" : ""}` : r.kind));

test("what one says together is together; a step, a note or five minutes part it", () => {
	const t = timeline(state("c"), [
		entry("c", 1),
		entry("c", 2),
		own("c", 3, { kind: "note" }),
		own("c", 4),
		own("c", 5, { kind: "joined", action: "agentJoinChat" }),
		own("c", 6),
		own("c", 7, { time: new Date(noon + 400_000).toISOString() }),
	]);
	expect(shape(new LogMaker(dayOf).entries(t, me))).toEqual([
		"day",
		"*visitor",
		"visitor",
		"*agent note",
		"*agent",
		"step",
		"*agent",
		"*agent",
	]);
});

test("each day has a line before it", () => {
	const t = timeline(state("c"), [entry("c", 1), entry("c", 2, { time: "2026-03-03T00:00:01Z" })]);
	expect(shape(new LogMaker(dayOf).entries(t, me))).toEqual(["day", "*visitor", "day", "*visitor"]);
});

test("rows that were made are the same objects when more has come", () => {
	const maker = new LogMaker(dayOf);
	const all = [entry("c", 1), entry("c", 2), entry("c", 3)];
	const before = maker.entries(timeline(state("c"), all.slice(0, 2)), me);
	const after = maker.entries(timeline(state("c"), all), me);
	expect(after.slice(0, before.length).every((r, i) => r === before[i])).toBe(true);
	expect(after).toHaveLength(before.length + 1);
	expect(maker.entries(timeline(state("c"), all), me)).toBe(after);
});

test("the rows of a long chat are made a piece after the other, and are those of all at once", () => {
	const t = timeline(
		state("c"),
		Array.from({ length: 7 }, (_, i) => entry("c", i + 1)),
	);
	const maker = new LogMaker(dayOf);
	expect([1, 2, 3].map(() => maker.advance(t, me, 3))).toEqual([false, false, true]);
	expect(shape(maker.entries(t, me))).toEqual(shape(new LogMaker(dayOf).entries(t, me)));
	const other = timeline(state("d"), [entry("d", 1), entry("d", 2)]);
	expect(maker.advance(other, me, 1)).toBe(false);
	expect(maker.advance(other, me, 1)).toBe(true);
	expect(shape(maker.entries(other, me))).toEqual(["day", "*visitor", "visitor"]);
});

test("another chat, or the same one anew, is made from its beginning", () => {
	const maker = new LogMaker(dayOf);
	maker.entries(timeline(state("c"), [entry("c", 1), entry("c", 2)]), me);
	expect(shape(maker.entries(timeline(state("d"), [entry("d", 1)]), me))).toEqual(["day", "*visitor"]);
	maker.entries(timeline(state("c"), [entry("c", 1), entry("c", 2)]), me);
	const anew = maker.entries(
		timeline(state("c"), [entry("c", 1, { text: "new" }), entry("c", 2), entry("c", 3)]),
		me,
	);
	expect(anew.filter((r) => r.kind === "said").map((r) => r.text)).toEqual(["new", "message 2", "message 3"]);
});

test("a message stands as pending until it is acknowledged, and keeps its key", () => {
	const t = timeline(state("c"), [entry("c", 1)]);
	const command = { type: "post", id: "id-1", chat: "c", text: "Hello" };
	const waiting = { command, since: noon, sent: true, refusal: undefined };
	const maker = new LogMaker(dayOf);
	const pending = maker.rows(t, { ...session(t), box: [waiting] }, []).at(-1);
	expect(pending).toMatchObject({ key: "id-1", mark: "pending", text: "Hello", own: true });
	const acked = maker.rows(t, { ...session(t), acked: [{ command, chat: "c", seq: 2 }] }, []).at(-1);
	expect(acked).toMatchObject({ key: "id-1", mark: "sent" });
	const told = timeline(state("c"), [entry("c", 1), own("c", 2, { id: "id-1", text: "Hello" })]);
	expect(maker.rows(told, session(told), []).at(-1)).toMatchObject({ key: "id-1", mark: "sent", seq: 2 });
});

test("a message whose entry comes before its acknowledgement stands there once", () => {
	const command = { type: "post", id: "id-1", chat: "c", text: "Hello" };
	const waiting = { command, since: noon, sent: true, refusal: undefined };
	const t = timeline(state("c"), [own("c", 1, { id: "id-1", text: "Hello" })]);
	const rows = new LogMaker(dayOf).rows(t, { ...session(t), box: [waiting] }, []);
	expect(rows.filter((r) => r.kind === "said")).toHaveLength(1);
});

test("a refused note stays, with the server's reason; what goes to other chats is not shown", () => {
	const t = timeline(state("c"), [entry("c", 1)]);
	const refused = (type: string, chat: string) => ({
		command: { type, id: `id-${chat}`, chat, text: "psst" },
		since: noon,
		sent: false,
		refusal: { code: "conflict", message: "the chat has ended" },
	});
	const box = [refused("note", "c"), refused("post", "d"), refused("end", "c")];
	const rows = new LogMaker(dayOf).rows(t, { ...session(t), box }, []);
	expect(rows.at(-1)).toMatchObject({ note: true, mark: "refused", reason: "the chat has ended" });
	expect(rows).toHaveLength(3);
});

test("10,000 messages are made once, and one more costs little", () => {
	const maker = new LogMaker(dayOf);
	const all = Array.from({ length: 10_000 }, (_, i) => entry("c", i + 1));
	const t = { ...timeline(state("c")), lines: all, seq: all.length };
	const before = maker.entries(t, me);
	const after = maker.entries({ ...t, lines: [...all, entry("c", 10_001)], seq: 10_001 }, me);
	expect(after[5_000]).toBe(before[5_000]);
	expect(after).toHaveLength(before.length + 1);
});
