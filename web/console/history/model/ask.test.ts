// What the server is asked for.
import { describe, expect, test } from "vitest";
import { fields, limits } from "../../../shared/filters.gen.ts";
import { readWhere } from "./address.ts";
import { bodyOf, conditions, parametersOf } from "./ask.ts";
import { problemOf, problemOfAll } from "./checks.ts";
import { facetsOf, isChosen, toggled } from "./facets.ts";
import {
	added,
	allChats,
	blank,
	type Condition,
	everything,
	partAt,
	replaced,
	withField,
	withOperator,
} from "./query.ts";
import { isValueless, operatorsOf } from "./vocabulary.ts";

const clock = { now: Date.parse("2026-11-29T12:00:00Z"), zone: "Europe/Berlin" };
const asked = (where: string) => conditions(readWhere(where), clock);

describe("conditions", () => {
	test("that must all hold need no expression", () => {
		expect(asked("and(status:is(missed,refused),duration:isMoreThan(60))")).toEqual({
			filters: [
				{ name: "status", operator: "is", value: ["missed", "refused"] },
				{ name: "duration", operator: "isMoreThan", value: ["60"] },
			],
		});
		expect(asked("")).toEqual({});
	});

	test("of which one is enough need none either", () => {
		expect(asked("or(status:is(missed),duration:isMoreThan(60))").conditionMetType).toBe("any");
	});

	test.each([
		["and(id:is(1),or(id:is(2),id:is(3)))", "1 and (2 or 3)"],
		["or(id:is(1),nand(id:is(2),nor(id:is(3),id:is(4))),id:is(5))", "1 or not (2 and not (3 or 4)) or 5"],
		["nor(id:is(1),id:is(2))", "not (1 or 2)"],
		["nand(id:is(1))", "not (1)"],
	])("%s is %s", (where, expression) => {
		const body = asked(where);
		expect(body.logicalExpression).toBe(expression);
		expect(body.conditionMetType).toBe("logicalExpression");
		expect(body.filters?.map((f) => f.value?.[0])).toEqual(
			["1", "2", "3", "4", "5"].slice(0, body.filters?.length),
		);
	});

	test("on a form's field name it inside the value", () => {
		const field = "2ac8739a-c2ae-4924-9a7d-8ac31faf147f";
		expect(asked(`customVariable[${field}]:contains(gold)`).filters).toEqual([
			{ name: "customVariable", operator: "contains", value: [{ fieldId: field, value: ["gold"] }] },
		]);
		expect(asked("formField:contains(gold)").filters?.[0]?.value).toEqual(["gold"]);
		expect(asked(`preChatFormField[@${field}]:exists()`).filters?.[0]?.value).toEqual([
			{ campaignId: field, value: [] },
		]);
	});

	test("on a time say when a period is, by the clocks of the zone", () => {
		expect(asked("requestedTime:is(yesterday)").filters?.[0]?.value).toEqual([
			"2026-11-27T23:00:00.000Z",
			"2026-11-28T22:59:59.9999999Z",
		]);
		expect(asked("preChatName:is(yesterday)").filters?.[0]?.value).toEqual(["yesterday"]);
	});
});

test("a page asks for passages only where words were looked for", () => {
	const wanted = { cursor: "", members: ["id" as const], facets: ["status" as const], highlight: true };
	const found = bodyOf({ ...allChats, where: readWhere("keywords:is(refund)") }, clock, wanted);
	expect(found).toMatchObject({ cursor: "", fields: ["id"], facets: ["status"], highlight: true });
	expect(bodyOf(allChats, clock, wanted)).not.toHaveProperty("highlight");
	expect(parametersOf(allChats, 100)).toEqual({ sortBy: "requestedTime", sortOrder: "desc", pageSize: 100 });
});

describe("a facet", () => {
	test("narrows a search by its value, and once more takes that back", () => {
		const one = toggled(allChats, "status", "missed");
		expect(conditions(one.where, clock).filters).toEqual([
			{ name: "status", operator: "is", value: ["missed"] },
		]);
		expect(isChosen(one.where, "status", "missed")).toBe(true);
		expect(toggled(one, "status", "missed").where).toEqual(everything);
	});

	test("narrows alternatives as a whole", () => {
		const or = { ...allChats, where: readWhere("or(id:is(1),id:is(2))") };
		expect(conditions(toggled(or, "transferred", true).where, clock).logicalExpression).toBe(
			"(1 or 2) and 3",
		);
	});

	test("without a value finds what has none", () => {
		const none = toggled(allChats, "postChatSurvey.ratingGrade", null);
		expect(conditions(none.where, clock).filters?.[0]).toMatchObject({ operator: "notExists" });
	});

	test("is shown where the search narrows by it, and never more than the server counts", () => {
		const q = { ...allChats, where: readWhere("and(skillId:exists(),botId:exists())") };
		expect(facetsOf(q)).toContain("skillId");
		expect(facetsOf(q).length).toBeLessThanOrEqual(limits.facets);
	});
});

describe("an edit", () => {
	const where = readWhere("and(id:is(1),or(id:is(2),nand(id:is(3),id:is(4))))");

	test("replaces, removes and adds where it is told", () => {
		const other = blank("keywords");
		expect(partAt(replaced(where, [1, 1, 0], other), [1, 1, 0])).toEqual(other);
		expect(partAt(replaced(where, [1, 0], undefined), [1, 0])).toEqual(partAt(where, [1, 1]));
		expect(partAt(added(where, [1, 1], other), [1, 1, 2])).toEqual(other);
		expect(partAt(where, [1, 1, 2])).toBeUndefined();
	});

	test("keeps values where another field or operator takes them", () => {
		const c: Condition = { field: "preChatName", operator: "contains", values: ["Vi"] };
		expect(withField(c, "preChatEmail")).toEqual({ ...c, field: "preChatEmail" });
		expect(withField(c, "duration")).toEqual({ field: "duration", operator: "is", values: [] });
		expect(withField({ field: "status", operator: "is", values: ["missed"] }, "source").values).toEqual([]);
		expect(withOperator(c, "exists").values).toEqual([]);
		expect(withOperator({ field: "id", operator: "is", values: ["1", "2"] }, "isMoreThan").values).toEqual([
			"1",
		]);
	});
});

describe("what is wrong is told before the server is asked", () => {
	test.each<[Condition["field"], readonly string[], ReturnType<typeof problemOf>]>([
		["duration", ["ten"], "integer"],
		["duration", ["10"], undefined],
		["avgResponseTime", ["1.5"], undefined],
		["avgResponseTime", ["1,5"], "number"],
		["agent", ["Ada"], "guid"],
		["requestedTime", ["tomorrow"], "time"],
		["requestedTime", ["today"], undefined],
		["requestedTime", ["2026-13-01"], "time"],
		["requestedTime", ["2026-02-01", "2026-01-01"], "order"],
		["requestedTime", ["", "2026-01-01"], undefined],
		["keywords", ["x".repeat(400)], "long"],
		["preChatName", ["ten"], undefined],
	])("%s %j: %s", (field, values, problem) => {
		expect(problemOf({ field, operator: "is", values })).toBe(problem);
	});

	test("also of the search as a whole", () => {
		const many = Array.from({ length: limits.filters + 1 }, (_, i) => `id:is(${i})`);
		expect(problemOfAll(readWhere(`and(${many.join(",")})`))).toBe("filters");
		expect(problemOfAll(readWhere(`and(${many.slice(1).join(",")})`))).toBeUndefined();
	});
});

test("each field has a condition to begin with, and operators without synonyms", () => {
	for (const f of fields) {
		expect(operatorsOf(f.name)).toContain(blank(f.name).operator);
		expect(operatorsOf(f.name)).not.toContain("isOneOf");
		expect(operatorsOf(f.name).some(isValueless)).toBe(true);
	}
});
