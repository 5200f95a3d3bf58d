import { expect, test } from "vitest";
import { missingValues, rowsOf, rowsShown, withWording } from "./wordings.ts";

const catalogue = {
	"button.online": "Chat with us",
	"preChat.title": "Hello!",
	"queue.wait": { one: "{count} minute", other: "{count} minutes" },
};

test("a text of one's own stands for its key and language alone, and an empty one is none", () => {
	const one = withWording({}, "de", "button.online", "Fragen?");
	expect(one).toEqual({ de: { "button.online": "Fragen?" } });
	const two = withWording(one, "en", "preChat.title", "Hi");
	expect(two).toEqual({ ...one, en: { "preChat.title": "Hi" } });
	expect(withWording(two, "de", "button.online", "")).toEqual({ en: { "preChat.title": "Hi" } });
	expect(withWording({}, "en", "preChat.title", "")).toEqual({});
});

test("each of the widget's texts is there with its own, and what the widget does not know too", () => {
	const rows = rowsOf({ en: { "preChat.title": "Hi", "old.key": "?" } }, "en", catalogue);
	expect(rows).toEqual([
		{ key: "button.online", usual: "Chat with us", own: "" },
		{ key: "preChat.title", usual: "Hello!", own: "Hi" },
		{ key: "queue.wait", usual: "{count} minutes", own: "" },
		{ key: "old.key", usual: "", own: "?" },
	]);
});

test("without a search there are the texts of the screen, and those that were replaced", () => {
	const rows = rowsOf({ en: { "queue.wait": "soon" } }, "en", catalogue);
	const keys = (screen: "button" | "preChat", wanted: string) =>
		rowsShown(rows, screen, wanted).map((r) => r.key);
	expect(keys("button", "")).toEqual(["button.online", "queue.wait"]);
	expect(keys("preChat", "")).toEqual(["preChat.title", "queue.wait"]);
	expect(keys("button", "hello")).toEqual(["preChat.title"]);
	expect(keys("button", "minutes count")).toEqual(["queue.wait"]);
	expect(keys("button", "soon")).toEqual(["queue.wait"]);
});

test("values that a text leaves out are told", () => {
	expect(missingValues({ key: "k", usual: "{name} has {count}", own: "{name} waits" })).toEqual(["{count}"]);
	expect(missingValues({ key: "k", usual: "{name}", own: "" })).toEqual([]);
});
