// A search comes back from where it was kept, also one that another client wrote.
import { describe, expect, test } from "vitest";
import { readWhere, writeGroup } from "./address.ts";
import { conditions } from "./ask.ts";
import { whereOf } from "./body.ts";
import { allChats, newestFirst } from "./query.ts";
import { kept, queryKept } from "./saved.ts";

const clock = { now: Date.parse("2026-11-29T12:00:00Z"), zone: "Europe/Berlin" };

test.each([
	"",
	"status:is(normal)",
	"and(keywords:is(refund),duration:isMoreThan(60))",
	"or(status:is(missed,refused),id:is(1))",
	"nor(id:is(1),id:is(2))",
	"nand(id:is(1))",
	"and(id:is(1),or(id:is(2),nand(id:is(3),or(id:is(4),id:is(5)))),nor(id:is(6),id:is(7)))",
	"customVariable[2ac8739a-c2ae-4924-9a7d-8ac31faf147f]:contains(gold)",
	"preChatFormField[@2ac8739a-c2ae-4924-9a7d-8ac31faf147f]:exists()",
	"requestedTime:is(,2026-01-01)",
])("the body of %s reads as that", (where) => {
	const read = whereOf(conditions(readWhere(where), clock));
	expect(read && writeGroup(read)).toBe(where);
});

const filters = ["1", "2", "3"].map((value) => ({ name: "id", operator: "is" as const, value: [value] }));

test.each([
	["1 or 2 and not 3", "or(id:is(1),and(id:is(2),nand(id:is(3))))"],
	["!(1||2)&&3", "and(nor(id:is(1),id:is(2)),id:is(3))"],
	["NOT NOT 1 AND 2 AND 3", "and(id:is(1),id:is(2),id:is(3))"],
	["((1)) and (2 and 3)", "and(id:is(1),id:is(2),id:is(3))"],
	["1 and", undefined],
	["1 and (2 or 3", undefined],
	["1 and 4", undefined],
	["1 2", undefined],
	["1 and color", undefined],
])("the expression %s", (logicalExpression, address) => {
	const read = whereOf({ filters, logicalExpression });
	expect(read && writeGroup(read)).toBe(address);
});

describe("what the console cannot show is not shown in part", () => {
	test.each([
		[{ name: "Order number", operator: "is" as const, value: ["1"] }],
		[{ name: "status", operator: "contains" as const, value: ["n"] }],
		[{ name: "status", operator: "ignored" as const, value: ["n"] }],
		[{ name: "preChatFormField", operator: "is" as const, value: [{ value: ["1"] }, { value: ["2"] }] }],
		[{ name: "status", operator: "is" as const, value: [{ value: ["1"] }] }],
	])("%j", (filter) => {
		expect(whereOf({ filters: [filter] })).toBeUndefined();
	});
});

test("a search is kept with its period, order and columns", () => {
	const query = {
		givenUp: true,
		where: readWhere("requestedTime:is(last7days)"),
		sort: { by: "duration", descending: false },
		columns: ["id"],
	} as const;
	const search = kept(query, clock);
	expect(search.filters?.[0]?.value?.[0]).toBe("2026-11-22T23:00:00.000Z");
	expect(queryKept(search, true)).toEqual(query);
});

test("one of another client is shown as it is asked", () => {
	expect(queryKept({ filters: filters.slice(0, 1) }, false)).toEqual({
		...allChats,
		where: readWhere("id:is(1)"),
		sort: newestFirst,
	});
	expect(queryKept({ filters: [{ name: "x", operator: "is" }] }, false)).toBeUndefined();
	expect(queryKept({ console: { where: "color:is(red)" } }, false)).toBeUndefined();
});
