import { expect, test } from "vitest";
import { byDay, parametersAbout, readValue, startOf, wordOf } from "./deeds.ts";

test("a deed has a text of its own", () => {
	expect(wordOf("signIn.allEnded")).toBe("signInAllEnded");
	expect(wordOf("offlineMessages.deleted")).toBe("offlineMessagesDeleted");
});

test("values are told without the marks of JSON", () => {
	expect(readValue('"Sales \\"A\\""')).toBe('Sales "A"');
	expect(readValue("true")).toBe(true);
	expect(readValue("7")).toBe("7");
	expect(readValue('["a","b"]')).toBe("a, b");
	expect(readValue('[{"id":1}]')).toBe('[{"id":1}]');
	for (const nothing of ["", "null", '""', "[]"]) {
		expect(readValue(nothing)).toBeUndefined();
	}
});

test("a value that was cut is told as it is", () => {
	expect(readValue('"a long te…')).toBe('"a long te…');
});

test("days are put together in the order in which they come", () => {
	const all = ["b1", "b2", "a1"];
	expect(byDay(all, (s) => s.charAt(0))).toEqual([
		["b", ["b1", "b2"]],
		["a", ["a1"]],
	]);
	expect(byDay([], String)).toEqual([]);
});

test("a day begins at midnight here, and the next one at the end of a month as well", () => {
	expect(startOf("2026-11-30")).toBe(new Date(2026, 10, 30).toISOString());
	expect(startOf("2026-11-30", 1)).toBe(new Date(2026, 11, 1).toISOString());
	expect(startOf("")).toBeUndefined();
});

test("the log is asked about a number once it is one", () => {
	expect(parametersAbout({ kind: "chat", id: " 4871 " })).toEqual({ chatId: 4871 });
	expect(parametersAbout({ kind: "ticket", id: "007" })).toEqual({ ticketId: 7 });
	expect(parametersAbout({ kind: "agent", id: "a1" })).toEqual({ targetId: "a1" });
	for (const id of ["", "0", "-1", "1.5", "x", "9".repeat(16)]) {
		expect(parametersAbout({ kind: "chat", id }), id).toEqual({});
	}
	expect(parametersAbout({ kind: "", id: "7" })).toEqual({});
	expect(parametersAbout({ kind: "agent", id: "" })).toEqual({});
});
