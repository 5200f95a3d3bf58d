// A report's numbers come with the searches that yield them.
import { describe, expect, test } from "vitest";
import { limits } from "../../../shared/filters.gen.ts";
import { readWhere, writeGroup } from "../../history/model/address.ts";
import { conditions } from "../../history/model/ask.ts";
import { noGuid } from "../../history/model/vocabulary.ts";
import { addressOfReport, reportAt, usualReport } from "./address.ts";
import { boundsOf, dimensions, expectedKeys, partsFor, withinOf } from "./dimension.ts";
import { type Answer, type Questions, questionsOf, type Report, subjects, tableOf } from "./report.ts";
import { chartsOf, csvOf } from "./shown.ts";

const clock = { now: Date.parse("2026-11-29T12:00:00Z"), zone: "Europe/Berlin" };
const ada = "2ac8739a-c2ae-4924-9a7d-8ac31faf147f";

const group = (
	keys: Record<string, unknown>,
	count: number,
	figures: Record<string, number | null> = {},
) => ({
	keys,
	count,
	figures,
});
const answer = (total: number, ...groups: Answer["groups"]): Answer => ({ total, groups });

function report(over: Partial<Report> = {}): Report {
	return { where: readWhere("requestedTime:is(last7days)"), by: "agent", about: "figures", ...over };
}

const figures: Questions<Answer> = {
	chats: answer(
		5,
		group({ agent: noGuid }, 2, { "waitingTime.median": null }),
		group({ agent: ada }, 3, { "waitingTime.median": 4.5 }),
	),
	allChats: answer(5, group({}, 5, { "waitingTime.median": 4 })),
	split: answer(
		4,
		group({ agent: ada, status: "missed" }, 1),
		group({ agent: ada, status: "switchedToMessage" }, 1),
		group({ agent: ada, status: "refused" }, 2),
	),
	allSplit: answer(
		4,
		group({ status: "missed" }, 1),
		group({ status: "switchedToMessage" }, 1),
		group({ status: "refused" }, 2),
	),
};

describe("a table of figures by agent", () => {
	const table = tableOf(report(), figures, clock);
	const row = (key: string) => table.rows.find((r) => r.key === key);
	const column = (name: string) => table.columns.findIndex((c) => c.name === name);
	const cell = (key: string, name: string) => row(key)?.cells[column(name)];

	test("has who had most chats first", () => {
		expect(table.rows.map((r) => r.key)).toEqual([ada, noGuid]);
	});

	test("tells chats, missed and refused ones, and what times were", () => {
		expect(cell(ada, "chats")?.value).toBe(3);
		expect(cell(ada, "missed")?.value).toBe(2);
		expect(cell(ada, "refused")?.value).toBe(2);
		expect(cell(ada, "waitingTime.median")?.value).toBe(4.5);
		expect(cell(noGuid, "waitingTime.median")?.value).toBeNull();
		expect(cell(noGuid, "missed")?.value).toBe(0);
		expect(table.total[column("chats")]?.value).toBe(5);
	});

	test("has a search beside each number", () => {
		const where = (key: string, name: string) => writeGroup(cell(key, name)?.query?.where ?? readWhere(""));
		expect(where(ada, "chats")).toBe(`and(requestedTime:is(last7days),agent:is(${ada}))`);
		expect(where(ada, "missed")).toBe(
			`and(requestedTime:is(last7days),agent:is(${ada}),status:is(missed,switchedToMessage))`,
		);
		expect(where(ada, "postChatSurvey.ratingGrade.average")).toContain("postChatSurvey.ratingGrade:exists()");
		expect(cell(ada, "chats")?.query?.givenUp).toBe(false);
		expect(cell(ada, "missed")?.query?.givenUp).toBe(true);
	});

	test("draws counts, times and ratings apart", () => {
		expect(chartsOf(table).map((c) => [c.name, c.kind, c.series.length])).toEqual([
			["chats", "count", 3],
			["waitingTime", "seconds", 2],
			["avgResponseTime", "seconds", 2],
			["duration", "seconds", 2],
			["rating", "grade", 1],
		]);
		expect(chartsOf(table)[0]?.series[0]?.values).toEqual([3, 2]);
	});

	test("is saved with names in the place of ids, and no formulas", () => {
		const csv = csvOf(table, {
			column: (c) => c.name,
			key: (k) => (k === ada ? '=1+1,"x"' : "nobody"),
			by: "agent",
			total: "all",
		});
		const [head, first, second, last] = csv.split("\r\n");
		expect(head?.startsWith("\uFEFFagent,chats,missed,refused,")).toBe(true);
		expect(first).toBe(`"'=1+1,""x""",3,2,2,4.5,,,,,,`);
		expect(second?.startsWith("nobody,2,0,0,,")).toBe(true);
		expect(last?.startsWith("all,5,2,2,4,")).toBe(true);
	});
});

describe("a table of ratings", () => {
	const grade = (value: number | null, count: number) =>
		group({ "postChatSurvey.ratingGrade": value }, count);
	const split = answer(
		3,
		group({ departmentId: ada, "postChatSurvey.ratingGrade": 5 }, 2),
		group({ departmentId: ada, "postChatSurvey.ratingGrade": null }, 1),
	);
	const answers = {
		chats: answer(3, group({ departmentId: ada }, 3, { "postChatSurvey.ratingGrade.average": 5 })),
		allChats: answer(3, group({}, 3)),
		split,
		allSplit: answer(3, grade(null, 1), grade(5, 2)),
	};
	const table = tableOf(report({ by: "department", about: "ratings" }), answers, clock);

	test("has a column for each grade, the best first, and one for none", () => {
		expect(table.columns.map((c) => c.value)).toEqual([undefined, undefined, 5, null]);
		expect(table.rows[0]?.cells.map((c) => c.value)).toEqual([3, 5, 2, 1]);
		expect(table.total.map((c) => c.value)).toEqual([3, null, 2, 1]);
		expect(writeGroup(table.rows[0]?.cells[3]?.query?.where ?? readWhere(""))).toContain(
			"postChatSurvey.ratingGrade:notExists()",
		);
	});

	test("draws what was rated", () => {
		expect(chartsOf(table).map((c) => c.series.map((s) => s.column.value))).toEqual([[5], [undefined]]);
	});
});

describe("the chats of a row are found", () => {
	const within = withinOf(report().where, clock);

	test("by a day of the zone", () => {
		expect(partsFor("day", "2026-11-29", within)).toEqual([
			{
				field: "requestedTime",
				operator: "is",
				values: ["2026-11-28T23:00:00.000Z", "2026-11-29T22:59:59.9999999Z"],
			},
		]);
	});

	test.each([
		["week", "2026-11-23", "2026-11-22T23:00:00.000Z", "2026-11-29T22:59:59.9999999Z"],
		["month", "2026-11", "2026-10-31T23:00:00.000Z", "2026-11-30T22:59:59.9999999Z"],
	] as const)("by a %s", (by, key, from, to) => {
		expect(partsFor(by, key, within)?.[0]).toHaveProperty("values", [from, to]);
	});

	test("by an hour of all days, and by a weekday", () => {
		const [hours] = partsFor("hour", 9, within) ?? [];
		expect(hours).toMatchObject({ join: "or" });
		expect(hours).toHaveProperty("parts.length", 7);
		expect(partsFor("weekday", 7, within)).toHaveLength(1);
	});

	test("unless there are more days than a search has room for, or no end to them", () => {
		const long = withinOf(readWhere("requestedTime:is(last90days)"), clock);
		expect(partsFor("hour", 9, long)).toBeUndefined();
		expect(partsFor("weekday", 1, long)).toHaveLength(1);
		expect(partsFor("hour", 9, withinOf(readWhere(""), clock))).toBeUndefined();
	});

	test("by what has no value", () => {
		expect(partsFor("department", null, within)).toEqual([
			{ field: "departmentId", operator: "notExists", values: [] },
		]);
		expect(partsFor("day", null, within)).toEqual([
			{ field: "requestedTime", operator: "notExists", values: [] },
		]);
	});

	test.each(dimensions)("by %s within what the server takes", (by) => {
		for (const key of expectedKeys(by, within)) {
			const parts = partsFor(by, key, within);
			const where = { ...report().where, parts: [...report().where.parts, ...(parts ?? [])] };
			expect(conditions(where, clock).filters?.length).toBeLessThanOrEqual(limits.filters);
		}
	});
});

describe("the ends of a search", () => {
	const bounds = (where: string) => {
		const span = boundsOf(readWhere(where), clock);
		return span && [span.from, span.to].map((t) => new Date(t).toISOString().slice(0, 16));
	};
	test.each([
		["requestedTime:is(today)", ["2026-11-28T23:00", "2026-11-29T23:00"]],
		[
			"and(requestedTime:is(last7days),requestedTime:isLessThan(2026-11-25T00:00:00Z))",
			["2026-11-22T23:00", "2026-11-25T00:00"],
		],
		[
			"requestedTime:is(2026-11-01T00:00:00,2026-11-01T23:59:59.9999999)",
			["2026-11-01T00:00", "2026-11-02T00:00"],
		],
		["requestedTime:is(2026-11-01,)", undefined],
		["or(requestedTime:is(today),status:is(missed))", undefined],
		["nand(requestedTime:is(today))", undefined],
		["requestedTime:isNot(today)", undefined],
		["and(requestedTime:is(today),requestedTime:is(yesterday))", undefined],
	])("%s", (where, wanted) => {
		expect(bounds(where)).toEqual(wanted);
	});
});

test("rows of times are there where nothing happened", () => {
	const within = withinOf(report().where, clock);
	expect(expectedKeys("day", within)).toHaveLength(7);
	expect(expectedKeys("week", within)).toEqual(["2026-11-23"]);
	expect(expectedKeys("month", within)).toEqual(["2026-11"]);
	expect(expectedKeys("hour", within)).toHaveLength(24);
	const none = { chats: answer(0), allChats: answer(0), split: answer(0), allSplit: answer(0) };
	expect(tableOf(report({ by: "day" }), none, clock).rows.every((r) => r.cells[0]?.value === 0)).toBe(true);
});

test.each(subjects)("a report of %s is asked in four questions that the server takes", (about) => {
	for (const by of dimensions) {
		const asked = questionsOf(report({ by, about }), clock);
		for (const { body } of Object.values(asked)) {
			expect(body.groupBy?.length).toBeLessThanOrEqual(limits.groupBy);
			expect(body.measures?.length).toBeLessThanOrEqual(limits.measures);
			expect(body.timeZone).toBe("Europe/Berlin");
		}
	}
});

test("a report comes back from its address", () => {
	for (const by of dimensions) {
		for (const about of subjects) {
			const one = report({ by, about });
			expect(reportAt({ ...addressOfReport(one) })).toEqual({ report: one });
		}
	}
	expect(addressOfReport(usualReport)).toEqual({});
	const all = { ...usualReport, where: readWhere("") };
	expect(reportAt({ ...addressOfReport(all) })).toEqual({ report: all });
	expect(reportAt({ by: "color" })).toHaveProperty("problem");
	expect(reportAt({ where: "color:is(red)" })).toHaveProperty("problem");
});
