// What stands above a list, and how long things took.
import { describe, expect, test } from "vitest";
import { readWhere, writeGroup } from "./address.ts";
import type { Condition } from "./query.ts";
import { mustHold, withMust } from "./quick.ts";
import { clockOf, secondsOf } from "./spans.ts";

const words: Condition = { field: "keywords", operator: "is", values: ["refund"] };

describe("a condition with a place of its own", () => {
	test.each([
		["", "keywords:is(refund)"],
		["status:is(normal)", "and(status:is(normal),keywords:is(refund))"],
		["and(keywords:is(old),status:is(normal))", "and(keywords:is(refund),status:is(normal))"],
		[
			"or(keywords:is(old),status:is(normal))",
			"and(or(keywords:is(old),status:is(normal)),keywords:is(refund))",
		],
		["nand(keywords:is(old))", "and(nand(keywords:is(old)),keywords:is(refund))"],
		["and(keywords:is(a),keywords:is(b))", "and(keywords:is(a),keywords:is(b),keywords:is(refund))"],
		["keywords:contains(old)", "and(keywords:contains(old),keywords:is(refund))"],
	])("goes into %s as %s", (where, address) => {
		expect(writeGroup(withMust(readWhere(where), "keywords", words))).toBe(address);
	});

	test("is told, and goes away", () => {
		const where = readWhere("and(status:is(normal),keywords:is(refund))");
		expect(mustHold(where, "keywords")).toEqual(words);
		expect(mustHold(where, "requestedTime")).toBeUndefined();
		expect(writeGroup(withMust(where, "keywords", undefined))).toBe("status:is(normal)");
		expect(withMust(where, "requestedTime", undefined)).toEqual(where);
	});
});

test.each([
	["00:00:00", 0, "0:00"],
	["00:03:05", 185, "3:05"],
	["01:02:03", 3723, "1:02:03"],
	["1.01:00:00", 90000, "25:00:00"],
	["", 0, "0:00"],
])("a span of %s is %d seconds, and reads %s", (span, seconds, clock) => {
	expect(secondsOf(span)).toBe(seconds);
	expect(clockOf(seconds)).toBe(clock);
});
