import { expect, test } from "vitest";
import { entry, own, session, state, timeline } from "./fake.ts";
import { news } from "./news.ts";

const quiet = timeline(state("c"), [entry("c", 1)]);

test("an offer, a transfer and a visitor's message are news, once", () => {
	const offered = timeline(state("o", { state: "offered", agentId: "" }, { role: "offered" }));
	const asked = timeline(state("t", { agentId: "bob" }, { role: "offered" }));
	const said = timeline(state("c"), [entry("c", 1), entry("c", 2)]);
	const after = session(said, offered, asked);
	expect(news(session(quiet), after).map((n) => [n.what, n.chat, n.text])).toEqual([
		["message", "c", "message 2"],
		["offer", "o", ""],
		["transfer", "t", ""],
	]);
	expect(news(after, session(said, offered, asked))).toEqual([]);
});

test("one's own messages, notes and what comes with a connection are no news", () => {
	const answered = timeline(state("c"), [entry("c", 1), own("c", 2)]);
	const noted = timeline(state("c"), [entry("c", 1), own("c", 2, { by: "bob", kind: "note" })]);
	expect(news(session(quiet), session(answered))).toEqual([]);
	expect(news(session(quiet), session(noted))).toEqual([]);
	expect(news(session(), session(quiet))).toEqual([]);
});
