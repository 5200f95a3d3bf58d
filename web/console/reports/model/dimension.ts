// What the rows of a report are: agents, days … and which chats are those of a row.
import { limits } from "../../../shared/filters.gen.ts";
import { periodOf } from "../../history/model/ask.ts";
import { type Counted, conditionFor } from "../../history/model/facets.ts";
import { type Condition, conditionsOf, type Group, isGroup, type Part } from "../../history/model/query.ts";
import type { FacetName } from "../../history/model/vocabulary.ts";
import {
	type Clock,
	type Day,
	dayAt,
	daysLater,
	ends,
	monthsLater,
	type Span,
	spanOfDay,
	spanOfHour,
	spanOfPeriod,
	startOf,
	weekday,
} from "../../history/model/zone.ts";

/** By what a report groups. Hours are those of the day, weekdays those of the week. */
export const dimensions = [
	"agent",
	"department",
	"campaign",
	"hour",
	"weekday",
	"day",
	"week",
	"month",
] as const;

/** One of them. */
export type Dimension = (typeof dimensions)[number];

/** Dimensions that are a field's values. */
const facets = { agent: "agent", department: "departmentId", campaign: "campaignId" } as const;

/** Dimensions that are parts of the time of a request. */
const units = { hour: "hourOfDay", weekday: "dayOfWeek", day: "day", week: "week", month: "month" } as const;

/** The field whose values are the rows; undefined where the rows are times. */
export function facetOf(by: Dimension): FacetName | undefined {
	return by in facets ? facets[by as keyof typeof facets] : undefined;
}

/** The name by which the API groups. */
export function groupingOf(by: Dimension): string {
	return facetOf(by) ?? `requestedTime.${units[by as keyof typeof units]}`;
}

/** Which chats are those of a row; undefined where no search can say it. */
export function partsFor(by: Dimension, key: Counted, within: Within): readonly Part[] | undefined {
	const facet = facetOf(by);
	if (facet !== undefined) {
		return [conditionFor(facet, key)];
	}
	if (key === null) {
		return [{ field: "requestedTime", operator: "notExists", values: [] }];
	}
	const spans = spansOf(by, key, within);
	if (spans === undefined || spans.length === 0 || spans.length > within.room) {
		return undefined;
	}
	const parts = spans.map(during);
	return parts.length === 1 ? parts : [{ join: "or", not: false, parts }];
}

/** Where the chats of a report can be. */
export interface Within {
	readonly zone: string;
	/** When they can have been requested. */
	readonly bounds: Span | undefined;
	/** How many more conditions a search can have. */
	readonly room: number;
}

/** Where the chats of a search can be. */
export function withinOf(where: Group, clock: Clock): Within {
	const others = 2; // a table's column may add as many
	return {
		zone: clock.zone,
		bounds: boundsOf(where, clock),
		room: limits.filters - conditionsOf(where).length - others,
	};
}

/** A condition that finds what was requested in a span. */
export function during(span: Span): Condition {
	return { field: "requestedTime", operator: "is", values: ends(span) };
}

function spansOf(by: Dimension, key: Counted, { zone, bounds }: Within): readonly Span[] | undefined {
	switch (by) {
		case "hour":
			return (
				bounds &&
				daysIn(bounds, zone)
					.map((d) => spanOfHour(d, Number(key), zone))
					.filter(isSome)
			);
		case "weekday":
			return (
				bounds &&
				daysIn(bounds, zone)
					.filter((d) => weekday(d) === key)
					.map((d) => spanOfDay(d, zone))
			);
		default:
			return [spanFrom(by, readDay(String(key)), zone)];
	}
}

const isSome = (s: Span) => s.to > s.from;

function spanFrom(by: Dimension, first: Day, zone: string): Span {
	return { from: startOf(first, zone), to: startOf(nextOf(by, first), zone) };
}

function nextOf(by: Dimension, d: Day): Day {
	return by === "month" ? monthsLater(d, 1) : daysLater(d, by === "week" ? 7 : 1);
}

/** Reads 2026-11-30, and 2026-11 as its first day. */
export function readDay(key: string): Day {
	const [year = 0, month = 1, day = 1] = key.split("-").map(Number);
	return { year, month, day };
}

/** A day, or month, as the API writes a key. */
function writeDay(by: Dimension, { year, month, day }: Day): string {
	const two = (n: number) => String(n).padStart(2, "0");
	return `${String(year).padStart(4, "0")}-${two(month)}${by === "month" ? "" : `-${two(day)}`}`;
}

function daysIn({ from, to }: Span, zone: string): Day[] {
	const days: Day[] = [];
	const last = dayAt(to - 1, zone);
	for (let d = dayAt(from, zone); !isAfter(d, last) && days.length <= mostRows; d = daysLater(d, 1)) {
		days.push(d);
	}
	return days;
}

function isAfter(a: Day, b: Day): boolean {
	return writeDay("day", a) > writeDay("day", b);
}

const mostRows = 1_000;

/** The rows that a report has even where nothing happened, so that a gap is seen; in order. */
export function expectedKeys(by: Dimension, { bounds, zone }: Within): readonly Counted[] {
	switch (by) {
		case "hour":
			return Array.from({ length: 24 }, (_, hour) => hour);
		case "weekday":
			return Array.from({ length: 7 }, (_, day) => day + 1);
		case "day":
		case "week":
		case "month":
			return bounds === undefined
				? []
				: [...new Set(daysIn(bounds, zone).map((d) => writeDay(by, firstOf(by, d))))];
		default:
			return [];
	}
}

function firstOf(by: Dimension, d: Day): Day {
	return by === "month" ? monthsLater(d, 0) : by === "week" ? daysLater(d, 1 - weekday(d)) : d;
}

/** When the chats of a search can have been requested, if it says both ends. */
export function boundsOf(where: Group, clock: Clock): Span | undefined {
	if (where.not || (where.join === "or" && where.parts.length > 1)) {
		return undefined;
	}
	const spans = where.parts.flatMap((p) =>
		isGroup(p) || p.field !== "requestedTime" ? [] : [spanOf(p, clock)],
	);
	const from = Math.max(...spans.map((s) => s.from));
	const to = Math.min(...spans.map((s) => s.to));
	return Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : undefined;
}

const always: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

function spanOf(c: Condition, clock: Clock): Span {
	const period = periodOf(c);
	if (period !== undefined && c.operator === "is") {
		return spanOfPeriod(period, clock);
	}
	const [first = "", second = first] = c.values;
	switch (c.operator) {
		case "is":
			return { from: instant(first) ?? always.from, to: (instant(second) ?? always.to) + 1 };
		case "isMoreThan":
		case "isNotLessThan":
			return { ...always, from: instant(first) ?? always.from };
		case "isLessThan":
		case "isNotMoreThan":
			return { ...always, to: (instant(first) ?? always.to) + 1 };
		default:
			return always;
	}
}

/** A time without an offset is in UTC, as the API has it. */
function instant(value: string): number | undefined {
	const at = Date.parse(/T.*(Z|[+-]\d\d:\d\d)$/.test(value) || !value.includes("T") ? value : `${value}Z`);
	return Number.isNaN(at) ? undefined : at;
}
