import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Members } from "../../../shared/model/json.ts";
import {
	canInvite,
	find,
	queue,
	type Seen,
	statusOf,
	type Visitors,
	withOthers,
	withVisitors,
} from "./visitors.ts";

const vectors = JSON.parse(
	readFileSync(new URL("../../../../internal/live/testdata/server/visitors.json", import.meta.url), "utf8"),
) as { readonly frame: Members }[];

function seen(id: string, more: Record<string, unknown> = {}): Seen {
	const [v] = withVisitors(new Map(), {
		changed: [{ id, name: id, status: 10, since: "2026-03-01T12:00:00Z", ...more }],
	}).values();
	if (v === undefined) {
		throw new Error("nobody is seen");
	}
	return v;
}

const of = (...all: readonly Seen[]): Visitors => new Map(all.map((v) => [v.id, v]));
const chat = (id: string, state: string, minute: number, more: Record<string, unknown> = {}) =>
	seen(`v-${id}`, { chat: id, in: { state, requestedTime: `2026-03-01T12:0${minute}:00Z`, ...more } });

test("the server's frames are read as they are", () => {
	const all = vectors.reduce((v, { frame }) => withVisitors(v, frame), new Map() as Visitors);
	const chatting = [...all.values()].filter((v) => v.chat !== "");
	expect(chatting.map((v) => v.in?.agent?.name ?? v.in?.bot?.name)).toEqual(["Ada", "Robbie"]);
	const [first] = withVisitors(new Map(), vectors[0]?.frame ?? {}).values();
	expect(first).toMatchObject({ country: "NL", pages: 3, variables: [{ name: "Plan", value: "gold" }] });
});

test("who is gone is gone, and all at once when the server tells all anew", () => {
	const before = of(seen("a"), seen("b"));
	expect([...withVisitors(before, { gone: ["a"] }).keys()]).toEqual(["b"]);
	expect([...withVisitors(before, { all: true, changed: [{ id: "c" }] }).keys()]).toEqual(["c"]);
});

test("chats that wait are in the queue, the longest first, and others with whom they are", () => {
	const all = of(
		chat("late", "queued", 5),
		chat("early", "offered", 1),
		chat("bob's", "active", 2, { agent: { id: "bob", name: "Bob" } }),
		chat("bot's", "bot", 3),
		chat("mine", "active", 4),
		seen("on a page"),
	);
	const own = new Set(["mine"]);
	expect(queue(all, own).map((v) => v.chat)).toEqual(["early", "late"]);
	expect(withOthers(all, own).map((v) => v.chat)).toEqual(["bob's", "bot's"]);
});

test("whoever has a chat or an invitation cannot be invited", () => {
	expect(canInvite(seen("a"))).toBe(true);
	expect(canInvite(seen("a", { status: 4 }))).toBe(false);
	expect(canInvite(chat("c", "active", 1))).toBe(false);
	expect(statusOf(seen("a", { status: 77 }))).toBe("onPage");
});

test("visitors are found by all words of a text, wherever they stand", () => {
	const all = of(
		seen("a", { name: "Violet", page: { title: "Winter shoes", url: "https://x.example/1" }, country: "NL" }),
		seen("b", {
			name: "Bob",
			page: { title: "Winter coats", url: "" },
			variables: [{ name: "Plan", value: "Gold" }],
		}),
	);
	expect(find(all, "winter").map((v) => v.id)).toEqual(["a", "b"]);
	expect(find(all, "GOLD winter").map((v) => v.id)).toEqual(["b"]);
	expect(find(all, "violet coats")).toEqual([]);
});
