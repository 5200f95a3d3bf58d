import { expect, test } from "vitest";
import type { Wrapup } from "../../../shared/model/wrapup.ts";
import { entry, me, noon, own, session, state, timeline } from "./fake.ts";
import { type Known, lists, mostUrgent, neighbour } from "./lists.ts";

const nothing: Known = { seen: new Map(), done: new Set(), wrapups: new Map(), kept: new Map() };

function at(minute: number) {
	return { requestedTime: new Date(noon + minute * 60_000).toISOString() };
}

const offered = timeline(state("o", { state: "offered", agentId: "" }, { role: "offered", ...at(3) }));
const early = timeline(state("m1", {}, at(1)), [
	entry("m1", 1),
	own("m1", 2),
	entry("m1", 3),
	entry("m1", 4),
]);
const late = timeline(state("m2", {}, at(2)), [entry("m2", 1), own("m2", 2)]);
const watched = timeline(state("w", { agentId: "bob" }, { role: "watching", ...at(0) }));
const ended = timeline(state("e", { state: "ended" }, at(0)));

test("chats are sorted into lists by the agent's part, each in the order of their requests", () => {
	const l = lists(session(late, offered, watched, early, ended), nothing);
	expect(l.offers.map((i) => i.chat)).toEqual(["o"]);
	expect(l.mine.map((i) => i.chat)).toEqual(["m1", "m2"]);
	expect(l.beside.map((i) => i.chat)).toEqual(["w"]);
	expect(l.ended.map((i) => i.chat)).toEqual(["e"]);
});

test("what the visitor has said since it was seen is unread, and what is not answered waits", () => {
	const [one, two] = lists(session(early, late), nothing).mine;
	expect(one).toMatchObject({ unread: 3, unanswered: noon + 4_000 });
	expect(two).toMatchObject({ unread: 1, unanswered: 0 });
	const seen = new Map([["m1", 3]]);
	expect(lists(session(early), { ...nothing, seen }).mine[0]?.unread).toBe(1);
});

test("notes are neither unread nor what was said last", () => {
	const t = timeline(state("m"), [entry("m", 1), own("m", 2, { kind: "note", by: "bob", text: "psst" })]);
	const [item] = lists(session(t), nothing).mine;
	expect(item).toMatchObject({ unread: 1, last: { text: "message 1" } });
});

test("an ended chat stays until it is put away, also when the server has forgotten it", () => {
	const wrapup: Wrapup = {
		type: "wrapup",
		chat: "e",
		due: true,
		fields: [],
		categories: [],
		given: undefined,
	};
	const k: Known = { ...nothing, wrapups: new Map([["e", wrapup]]), kept: new Map([["e", ended]]) };
	expect(lists(session(), k).ended[0]).toMatchObject({ chat: "e", due: true });
	expect(lists(session(), { ...k, done: new Set(["e"]) }).ended).toEqual([]);
});

test("an offer that came to nothing is in no list", () => {
	const over = timeline(state("o", { state: "ended", agentId: "" }, { role: "watching" }));
	const gone = timeline(state("p", { state: "queued", agentId: "" }, { role: "" }));
	const l = lists(session(gone), nothing);
	expect([...l.offers, ...l.mine, ...l.beside, ...l.ended]).toEqual([]);
	expect(lists(session(over), nothing).offers).toEqual([]);
});

test("from chat to chat one goes through all lists, and not beyond them", () => {
	const l = lists(session(offered, early, late, ended), nothing);
	expect(neighbour(l, "o", 1)).toBe("m1");
	expect(neighbour(l, "m2", 1)).toBe("e");
	expect(neighbour(l, "o", -1)).toBeUndefined();
	expect(neighbour(l, "", 1)).toBe("o");
	expect(neighbour(l, "", -1)).toBe("e");
});

test("the most urgent chat is the one whose visitor waits longest, but for the one that is shown", () => {
	const waits = timeline(state("m3", {}, at(0)), [entry("m3", 1)]);
	const l = lists(session(early, waits), nothing);
	expect(mostUrgent(l, "")).toBe("m3");
	expect(mostUrgent(l, "m3")).toBe("m1");
	expect(mostUrgent(lists(session(late), { ...nothing, seen: new Map([["m2", 2]]) }), "")).toBeUndefined();
});

test("whom a transfer asks is offered the chat, although somebody holds it", () => {
	const asked = timeline(
		state("t", { agentId: "bob" }, { role: "offered", offeredTo: { id: me, name: "Ada" } }),
	);
	expect(lists(session(asked), nothing).offers).toHaveLength(1);
});
