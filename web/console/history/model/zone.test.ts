// Days begin when the clocks of their zone say so.
import { describe, expect, test } from "vitest";
import {
	dayAt,
	ends,
	instantOf,
	type Period,
	periodNamed,
	spanOfDay,
	spanOfHour,
	spanOfPeriod,
	weekday,
} from "./zone.ts";

const iso = (at: number) => new Date(at).toISOString().slice(0, 16);
const hours = ({ from, to }: { from: number; to: number }) => (to - from) / 3_600_000;

test.each([
	["Europe/Berlin", { year: 2026, month: 3, day: 29 }, "2026-03-28T23:00", 23],
	["Europe/Berlin", { year: 2026, month: 10, day: 25 }, "2026-10-24T22:00", 25],
	["Asia/Kathmandu", { year: 2026, month: 1, day: 1 }, "2025-12-31T18:15", 24],
	["America/Havana", { year: 2026, month: 11, day: 1 }, "2026-11-01T04:00", 25], // midnight comes twice
	["Africa/Cairo", { year: 2026, month: 4, day: 24 }, "2026-04-23T22:00", 23], // midnight is left out
	["UTC", { year: 2026, month: 12, day: 31 }, "2026-12-31T00:00", 24],
])("a day in %s", (zone, day, from, length) => {
	const span = spanOfDay(day, zone);
	expect(iso(span.from)).toBe(from);
	expect(hours(span)).toBe(length);
	expect(dayAt(span.from, zone)).toEqual(day);
	expect(dayAt(span.to - 1, zone)).toEqual(day);
	expect(dayAt(span.from - 1, zone)).not.toEqual(day);
});

test("an hour that the clock shows twice is both, and one that it leaves out is none", () => {
	const zone = "Europe/Berlin";
	expect(hours(spanOfHour({ year: 2026, month: 10, day: 25 }, 2, zone))).toBe(2);
	expect(hours(spanOfHour({ year: 2026, month: 3, day: 29 }, 2, zone))).toBe(0);
	expect(hours(spanOfHour({ year: 2026, month: 3, day: 29 }, 23, zone))).toBe(1);
});

test("an instant is what the clock says", () => {
	expect(iso(instantOf(Date.UTC(2026, 6, 1, 12), "America/New_York"))).toBe("2026-07-01T16:00");
});

describe("on a Sunday in November", () => {
	const clock = { now: Date.parse("2026-11-29T23:30:00Z"), zone: "America/New_York" };
	test.each<[Period, string, string]>([
		["today", "2026-11-29T05:00", "2026-11-30T05:00"],
		["yesterday", "2026-11-28T05:00", "2026-11-29T05:00"],
		["last7days", "2026-11-23T05:00", "2026-11-30T05:00"],
		["last30days", "2026-10-31T04:00", "2026-11-30T05:00"],
		["thisWeek", "2026-11-23T05:00", "2026-11-30T05:00"],
		["lastWeek", "2026-11-16T05:00", "2026-11-23T05:00"],
		["thisMonth", "2026-11-01T04:00", "2026-12-01T05:00"],
		["lastMonth", "2026-10-01T04:00", "2026-11-01T04:00"],
		["thisYear", "2026-01-01T05:00", "2027-01-01T05:00"],
	])("%s", (period, from, to) => {
		const span = spanOfPeriod(period, clock);
		expect([iso(span.from), iso(span.to)]).toEqual([from, to]);
	});
});

test("weeks begin on Mondays, and words that are no period are none", () => {
	expect(weekday({ year: 2026, month: 11, day: 30 })).toBe(1);
	expect(weekday({ year: 2026, month: 11, day: 29 })).toBe(7);
	expect(periodNamed("tomorrow")).toBeUndefined();
});

test("a span ends with the last moment that the API tells apart", () => {
	expect(ends({ from: 0, to: 1000 })).toEqual(["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.9999999Z"]);
});
