// What happens in a chat: messages, marks, reading, typing, files.

import { describe, expect, test } from "vitest";
import { remembered } from "./app.ts";
import { avatarOf } from "./avatars.ts";
import type { Item } from "./lines.ts";
import { items } from "./lines.ts";
import { currentChat } from "./screens.ts";
import { unreadOf } from "./telling.ts";
import { transcript } from "./transcript.ts";
import { chat, Walk } from "./walk.fake.ts";

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

function lines(w: Walk): Item[] {
	const t = currentChat(w.app);
	const { foreign, uploads, session } = w.app;
	const { box, acked } = session;
	return t === undefined ? [] : items(t, { box, foreign, acked, uploads, now: w.now }, day);
}

/** What is shown as said: text and mark, by side. */
function said(w: Walk): string[] {
	return lines(w).flatMap((i) =>
		i.kind === "group" ? i.bubbles.map((b) => `${i.side}: ${b.text}${b.mark ? ` (${b.mark})` : ""}`) : [],
	);
}

function post(w: Walk, text: string): void {
	w.do({ type: "draft", text });
	w.do({ type: "post" });
}

describe("a message", () => {
	test("is pending until acknowledged, then sent, then read, and shown once all the while", () => {
		const w = new Walk().inChat();
		post(w, " hello ");
		expect(w.app.draft).toBe("");
		expect(said(w)).toEqual(["visitor: hello (pending)"]);
		const key = bubbleKey(w);
		w.ack(2);
		expect(said(w)).toEqual(["visitor: hello (sent)"]);
		const id = w.last("post")?.["id"];
		w.entry(2, "text", { id, sender: "visitor", text: "hello", by: "v", time: "2026-01-01T00:00:00Z" });
		expect(said(w)).toEqual(["visitor: hello (sent)"]);
		w.state("active", { readByAgent: 2 });
		expect(said(w)).toEqual(["visitor: hello (read)"]);
		expect(bubbleKey(w)).toBe(key);
	});

	test("stays pending without a connection and goes on with its id", () => {
		const w = new Walk().inChat();
		w.disconnect();
		post(w, "one");
		post(w, "two");
		expect(said(w)).toEqual(["visitor: one (pending)", "visitor: two (pending)"]);
		w.reconnect();
		const first = w.last("post")?.["id"];
		w.disconnect();
		w.reconnect();
		expect(w.last("post")?.["id"]).toBe(first);
	});

	test("that is refused can be sent anew or removed", () => {
		const w = new Walk().inChat();
		post(w, "bad");
		const id = String(w.last("post")?.["id"]);
		w.refuse("invalid");
		expect(said(w)).toEqual(["visitor: bad (refused)"]);
		w.do({ type: "retry", id });
		expect(said(w)).toEqual(["visitor: bad (pending)"]);
		const second = String(w.last("post")?.["id"]);
		expect(second).not.toBe(id);
		w.refuse("invalid");
		w.do({ type: "remove", id: second });
		expect(said(w)).toEqual([]);
	});

	test.each(["", "  \n ", "x".repeat(8_001)])("that has nothing or too much is not sent", (text) => {
		const w = new Walk().inChat();
		post(w, text);
		expect(w.last("post")).toBeUndefined();
		expect(w.app.draft).toBe(text);
	});

	test("of another tab is shown as well, and only in its own chat", () => {
		const w = new Walk().inChat();
		const command = { type: "post", id: "other-tab-00000001", chat, text: "from there" };
		const waiting = { command, since: w.now, sent: true, refusal: undefined };
		const elsewhere = { ...waiting, command: { ...command, id: "other-tab-00000002", chat: "another" } };
		w.do({ type: "foreign", box: [waiting, elsewhere] });
		expect(said(w)).toEqual(["visitor: from there (pending)"]);
		w.entry(2, "text", { id: command.id, sender: "visitor", text: command.text, by: "v" });
		expect(said(w)).toEqual(["visitor: from there (sent)"]);
	});
});

function bubbleKey(w: Walk): string | undefined {
	const group = lines(w).find((i) => i.kind === "group");
	return group?.kind === "group" ? group.bubbles[0]?.key : undefined;
}

describe("the log", () => {
	test("is in days, groups and lines of the system; what is withheld is nothing", () => {
		const w = new Walk().inChat();
		const by = { by: "ada", sender: "agent", senderName: "Ada" };
		const at = (time: string) => ({ time: `2026-01-0${time}:00Z` });
		w.entry(2, "withheld", { action: "" });
		w.entry(3, "accepted", { by: "ada", sender: "system", ...at("1T10:00") });
		w.entry(4, "text", { ...by, text: "a", ...at("1T10:01") });
		w.entry(5, "text", { ...by, text: "b", ...at("1T10:02") });
		w.entry(6, "text", { ...by, text: "c", ...at("1T10:30") });
		w.entry(7, "text", { by: "v", sender: "visitor", text: "d", ...at("2T09:00") });
		w.entry(8, "transferred", { by: "ada", sender: "system", ...at("2T09:01") });
		w.entry(9, "left", { by: "nobody we know", sender: "system", ...at("2T09:02") });
		const shape = lines(w).map((i) =>
			i.kind === "group" ? i.bubbles.map((b) => b.text).join("") : i.kind === "day" ? "day" : i.said.key,
		);
		expect(shape).toEqual(["day", "line.accepted", "ab", "c", "day", "d", "line.transferred"]);
	});

	test("can be kept as a text", () => {
		const w = new Walk().inChat();
		w.says(2, "Hello");
		w.entry(3, "file", { by: "v", sender: "visitor", text: "x", file: { key: "k", name: "a.pdf" } });
		w.entry(4, "ended", { sender: "system" });
		const t = currentChat(w.app);
		const read = (key: string, values = {}) => [key, ...Object.values(values)].join(" ");
		expect(t && transcript(t, read, () => "10:00")).toBe(
			"[10:00] chat.says Ada Hello\r\n[10:00] chat.says chat.you file.sent a.pdf\r\n[10:00] line.ended\r\n",
		);
	});
});

describe("reading", () => {
	test("is told when the end of an open chat is seen, once", () => {
		const w = new Walk().inChat();
		w.do({ type: "bottom", on: false });
		w.says(2, "one");
		w.says(3, "two");
		expect(unreadOf(w.app)).toBe(2);
		expect(w.told).toContainEqual({ type: "unread", count: 2 });
		expect(w.last("read")).toBeUndefined();
		w.do({ type: "bottom", on: true });
		expect(w.last("read")).toEqual({ type: "read", chat, seq: 3 });
		expect(unreadOf(w.app)).toBe(0);
		w.do({ type: "bottom", on: true });
		expect(w.sent.filter((f) => f["type"] === "read")).toHaveLength(1);
	});

	test.each([
		["the window is closed", { type: "close" }, { type: "open" }],
		["the page is hidden", { type: "visible", on: false }, { type: "visible", on: true }],
	] as const)("is not told while %s", (_, away, back) => {
		const w = new Walk().inChat();
		w.do(away);
		w.says(2, "one");
		expect(w.last("read")).toBeUndefined();
		w.do(back);
		expect(w.last("read")).toMatchObject({ seq: 2 });
	});

	test("is told anew when a connection was lost before the server knew", () => {
		const w = new Walk().inChat();
		w.says(2, "one");
		w.disconnect();
		w.reconnect();
		expect(w.sent.filter((f) => f["type"] === "read")).toHaveLength(2);
	});
});

describe("news", () => {
	test("ring, are read out once and told to the page; old ones are not", () => {
		const w = new Walk().inChat();
		w.says(2, "one");
		w.says(3, "two");
		expect(w.effects.filter((e) => e.type === "ring")).toHaveLength(2);
		expect(w.app.announced.map((a) => a.said.values?.["text"])).toEqual(["one", "two"]);
		expect(w.told).toContainEqual({ type: "event", name: "message", data: { from: "Ada", text: "two" } });
		const later = new Walk().connect();
		later.state("active");
		later.says(1, "old");
		expect(later.effects).toEqual([]);
		expect(later.app.announced).toEqual([]);
	});

	test("do not ring when the sound is off", () => {
		const w = new Walk().inChat();
		w.do({ type: "sound", on: false });
		w.says(2, "one");
		expect(w.effects).toEqual([{ type: "remember" }]);
	});
});

describe("typing", () => {
	test("is told at once, not for each key, and ends by itself", () => {
		const w = new Walk().inChat();
		for (const text of ["h", "he", "hel"]) {
			w.do({ type: "draft", text });
			w.now += 1_000;
		}
		const typing = () => w.sent.filter((f) => f["type"] === "typing").map((f) => f["on"]);
		expect(typing()).toEqual([true]);
		w.wait(3_000);
		expect(typing()).toEqual([true]);
		w.wait(2_000);
		expect(typing()).toEqual([true, false]);
		w.do({ type: "draft", text: "hell" });
		w.do({ type: "draft", text: "" });
		expect(typing()).toEqual([true, false, true, false]);
		w.do({ type: "draft", text: "x" });
		w.now += 11_000;
		w.do({ type: "draft", text: "xy" });
		expect(typing()).toEqual([true, false, true, false, true, true]);
		expect(w.sent.some((f) => "text" in f && f["type"] === "typing")).toBe(false);
	});

	test("is told with its text where agents are shown it: once a second, the last one too, and no more than 500 characters", () => {
		const w = new Walk({ settings: { typedText: true } }).inChat();
		const shown = () => w.sent.filter((f) => f["type"] === "typing").map((f) => f["text"]);
		w.do({ type: "draft", text: "h" });
		w.now += 400;
		w.do({ type: "draft", text: "he" });
		w.now += 400;
		w.do({ type: "draft", text: "hel" });
		expect(shown()).toEqual(["h"]);
		w.wait(1_000);
		expect(shown()).toEqual(["h", "hel"]);
		w.wait(1_000);
		expect(shown()).toEqual(["h", "hel"]);
		w.do({ type: "draft", text: "😀".repeat(600) });
		expect(shown().at(-1)).toBe("😀".repeat(500));
		w.do({ type: "draft", text: "" });
		expect(shown().at(-1)).toBeUndefined();
		expect(w.sent.at(-1)).toMatchObject({ type: "typing", on: false });
	});
});

describe("files", () => {
	test("are shown with their progress until their entry comes", () => {
		const w = new Walk().inChat();
		w.do({ type: "file", id: "file-00000000000001", name: "a.pdf", size: 10 });
		expect(w.effects).toEqual([{ type: "upload", id: "file-00000000000001" }]);
		w.do({ type: "progress", id: "file-00000000000001", progress: 0.5 });
		expect(w.app.uploads[0]).toMatchObject({ progress: 0.5, code: "" });
		w.do({ type: "uploaded", id: "file-00000000000001" });
		w.entry(2, "file", {
			id: "file-00000000000001",
			sender: "visitor",
			file: { key: "k", name: "a.pdf", size: 10, contentType: "application/pdf" },
		});
		expect(w.app.uploads).toEqual([]);
		expect(said(w)).toEqual(["visitor:  (sent)"]);
	});

	test("that fail can be tried again with the same id, or removed", () => {
		const w = new Walk().inChat();
		w.do({ type: "file", id: "f", name: "a.pdf", size: 10 });
		w.do({ type: "uploadFailed", id: "f", code: "limited" });
		expect(w.app.uploads[0]?.code).toBe("limited");
		w.do({ type: "retryFile", id: "f" });
		expect(w.effects.at(-1)).toEqual({ type: "upload", id: "f" });
		w.do({ type: "removeFile", id: "f" });
		expect(w.effects.at(-1)).toEqual({ type: "abort", id: "f" });
		expect(w.app.uploads).toEqual([]);
	});

	test("that are too large are never sent", () => {
		const w = new Walk().inChat();
		w.do({ type: "file", id: "f", name: "a.mov", size: 30_000_000 });
		expect(w.effects).toEqual([]);
		expect(w.app.uploads[0]?.code).toBe("413");
	});
});

test("either side ends a chat, and the page is told", () => {
	const w = new Walk().inChat();
	w.do({ type: "end" });
	expect(w.last("end")).toMatchObject({ chat });
	w.ack();
	w.state("ended");
	expect(w.told).toContainEqual({ type: "event", name: "chatEnded", data: { chat } });
	w.do({ type: "end" });
	expect(w.sent.filter((f) => f["type"] === "end")).toHaveLength(1);
});

test("an agent's picture is the one that the agent came with, in the chat that is shown", () => {
	const w = new Walk().inChat("queued");
	expect(avatarOf(w.app, "ada")).toBe("");
	w.entry(2, "accepted", { by: "ada", avatar: "FIRST" });
	w.entry(3, "joined", { by: "bob" });
	w.says(4, "Hello");
	expect([avatarOf(w.app, "ada"), avatarOf(w.app, "bob"), avatarOf(w.app, "")]).toEqual(["FIRST", "", ""]);
	w.entry(5, "accepted", { by: "ada", avatar: "SECOND" });
	expect(avatarOf(w.app, "ada")).toBe("SECOND");
});

test("a transcript is sent to an address once the chat is over", () => {
	const w = new Walk().inChat();
	w.do({ type: "transcript", email: "vi@example.com" });
	expect(w.last("transcript")).toBeUndefined();
	w.state("ended");
	w.do({ type: "transcript", email: "vi@example.com" });
	expect(w.last("transcript")).toMatchObject({ chat, email: "vi@example.com" });
	expect(w.app.notice).toBeUndefined();
	w.ack();
	expect(w.app.notice).toEqual({ key: "transcript.sent", values: { email: "vi@example.com" } });
	w.do({ type: "draft", text: "x" });
	expect(w.app.notice).toBeUndefined();
	w.do({ type: "transcript", email: "vi@example.com" });
	w.refuse("conflict");
	expect(w.app.notice).toEqual({ key: "error.conflict" });
});

test("a transcript that was sent too often is refused, and holds up nothing else", () => {
	const w = new Walk().inChat();
	w.state("ended");
	w.do({ type: "transcript", email: "vi@example.com" });
	w.refuse("limited");
	expect(w.app.notice).toEqual({ key: "error.other" });
	w.do({ type: "again" });
	w.do({ type: "submit", form: "preChat" });
	expect(w.sent.filter((f) => f["type"] === "request")).toHaveLength(2);
});

test("whoever asks for a person is told when there is none, and may ask again", () => {
	const w = new Walk().inChat("bot");
	w.do({ type: "human" });
	w.refuse("nobodyThere");
	expect(w.app.notice).toEqual({ key: "error.nobodyThere" });
	expect(w.app.session.box).toEqual([]);
	w.do({ type: "human" });
	expect(w.sent.filter((f) => f["type"] === "human")).toHaveLength(2);
});

test("what was written and not sent is there on the next page of a chat, and nowhere else", () => {
	const before = new Walk().inChat();
	before.do({ type: "draft", text: "half a sent" });
	expect(new Walk({ remembered: remembered(before.app) }).app.draft).toBe("half a sent");
	before.state("ended");
	expect(new Walk({ remembered: remembered(before.app) }).app.draft).toBe("");
});
