import { expect, test } from "vitest";
import { forGood, fromInput, isForGood, toInput, untilAfter } from "./until.ts";

const noon = Date.UTC(2026, 10, 29, 12, 0);

test("a span ends that long after now, and 0 never", () => {
	expect(untilAfter(24, noon)).toBe("2026-11-30T12:00:00.000Z");
	expect(untilAfter(0, noon)).toBe(forGood);
	expect([isForGood(forGood), isForGood(undefined), isForGood(untilAfter(1, noon))]).toEqual([
		true,
		true,
		false,
	]);
});

test("a time goes through an input and comes back, to the minute", () => {
	const iso = "2026-11-30T12:34:00.000Z";
	expect(toInput(iso)).toMatch(/^2026-11-\d\dT\d\d:\d\d$/);
	expect(fromInput(toInput(iso))).toBe(iso);
	expect(toInput("2026-11-30T12:34:56.789Z")).toBe(toInput(iso));
});

test("what is no time is none", () => {
	expect(toInput("soon")).toBe("");
	expect(fromInput("")).toBeUndefined();
});
