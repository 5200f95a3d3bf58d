import { expect, test } from "vitest";
import { begunAt, type Canned, cannedGroups, moved, replaced } from "./canned.ts";

function canned(shortcut: string, text: string, category = ""): Canned {
	return { id: shortcut, shortcut, text, category };
}

const all = [
	canned("bye", "Thank you, and goodbye.", "Greetings"),
	canned("hello", "Hello! How may I help?", "Greetings"),
	canned("refund", "Your refund takes two days.", "Billing"),
	canned("norefund", "We cannot pay that out.", "Billing"),
	canned("boots", "For a REFUND send the boots back."),
];

const shortcuts = (wanted: string) => cannedGroups(all, wanted).map((g) => g.messages.map((m) => m.shortcut));

test("a slash begins at the beginning of a text or after a space, up to the caret", () => {
	expect(begunAt("/", 1)).toEqual({ from: 0, wanted: "" });
	expect(begunAt("/hel", 4)).toEqual({ from: 0, wanted: "hel" });
	expect(begunAt("/hello", 3)).toEqual({ from: 0, wanted: "he" });
	expect(begunAt("Well, /bye", 10)).toEqual({ from: 6, wanted: "bye" });
	expect(begunAt("Well,\n/bye", 10)).toEqual({ from: 6, wanted: "bye" });
});

test("a slash within a word, before a space or behind the caret begins nothing", () => {
	expect(begunAt("and/or", 6)).toBeUndefined();
	expect(begunAt("https://shop.example/", 21)).toBeUndefined();
	expect(begunAt("1 / 2", 5)).toBeUndefined();
	expect(begunAt("/hello", 0)).toBeUndefined();
	expect(begunAt("", 4)).toBeUndefined();
});

test("without words all are there, by category, those without one last", () => {
	expect(cannedGroups(all, "").map((g) => g.category)).toEqual(["Billing", "Greetings", ""]);
	expect(shortcuts("")).toEqual([["norefund", "refund"], ["bye", "hello"], ["boots"]]);
});

test("shortcuts and texts are searched, and the shortcut that begins so comes first", () => {
	expect(shortcuts("refund")).toEqual([["refund", "norefund"], ["boots"]]);
	expect(shortcuts("BO")).toEqual([["boots"]]);
	expect(shortcuts("goodbye")).toEqual([["bye"]]);
	expect(shortcuts("xyz")).toEqual([]);
});

test("a category of which a text alone fits comes after one of which a shortcut does", () => {
	const some = [canned("a", "hello there", "A"), canned("hello", "Hi!", "Z")];
	expect(cannedGroups(some, "hel").map((g) => g.category)).toEqual(["Z", "A"]);
});

test("several words are each found, in whatever order", () => {
	expect(shortcuts("days refund")).toEqual([["refund"]]);
	expect(shortcuts("back boots ")).toEqual([["boots"]]);
	expect(shortcuts("refund goodbye")).toEqual([]);
});

test("what is chosen stands in the place of what was typed, and one goes on behind it", () => {
	expect(replaced("Well, /he there", 6, 9, "Hello!")).toEqual({ text: "Well, Hello! there", caret: 12 });
	expect(replaced("", 0, 0, "Hello!")).toEqual({ text: "Hello!", caret: 6 });
});

test("arrows go round, and other keys nowhere", () => {
	expect(moved(0, 3, "ArrowDown")).toBe(1);
	expect(moved(2, 3, "ArrowDown")).toBe(0);
	expect(moved(0, 3, "ArrowUp")).toBe(2);
	expect(moved(0, 0, "ArrowDown")).toBeUndefined();
	expect(moved(0, 3, "Enter")).toBeUndefined();
});
