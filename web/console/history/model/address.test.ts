// A search survives its way through an address, and equal searches have one address.
import { describe, expect, test } from "vitest";
import { fields } from "../../../shared/filters.gen.ts";
import { addressOf, queryAt, readWhere, writeGroup } from "./address.ts";
import { normal, normalGroup } from "./normal.ts";
import { allChats, type Condition, type Group, type Part, type Query } from "./query.ts";
import { isOfForm, operatorsOf, type SortName } from "./vocabulary.ts";
import { periods } from "./zone.ts";

/** Numbers that look random and are the same in each run. */
function dice(seed: number): (sides: number) => number {
	let state = seed;
	return (sides) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * sides);
	};
}

type Dice = ReturnType<typeof dice>;

const texts = [
	"refund",
	"a (b), c",
	"~",
	"~~(",
	"100%",
	"a&b=c#d",
	"نعم",
	"🙂",
	'say "hi"',
	"x:y[z]",
	" ",
	"",
	"\n",
	"and(or(",
	"+",
];

function pick<T>(roll: Dice, from: readonly T[]): T {
	return from[roll(from.length)] as T;
}

function someCondition(roll: Dice): Condition {
	const field = pick(roll, fields).name;
	const operator = pick(roll, operatorsOf(field));
	const values = Array.from({ length: roll(4) }, () => pick(roll, [...texts, ...periods]));
	const ids = {
		...(roll(3) === 0 ? { fieldId: "2AC8739A-c2ae-4924-9a7d-8ac31faf147f" } : {}),
		...(roll(3) === 0 ? { campaignId: "6be2a9a4-0000-4000-8000-5f3c4f2f2b0a" } : {}),
	};
	return { field, operator, values, ...(isOfForm(field) ? ids : {}) };
}

function somePart(roll: Dice, depth: number): Part {
	return depth === 0 || roll(3) > 0 ? someCondition(roll) : someGroup(roll, depth - 1);
}

function someGroup(roll: Dice, depth: number): Group {
	const parts = Array.from({ length: roll(5) }, () => somePart(roll, depth));
	return { join: pick(roll, ["and", "or"]), not: roll(4) === 0, parts };
}

function someQuery(roll: Dice): Query {
	const sortable = fields.filter((f) => f.sortable).map((f): SortName => f.name);
	return {
		givenUp: roll(2) === 0,
		where: someGroup(roll, 4),
		sort: { by: pick(roll, sortable), descending: roll(2) === 0 },
		columns: Array.from({ length: roll(4) }, () => pick(roll, ["id", "requestedTime", "agents"])),
	};
}

describe("of 2,000 searches", () => {
	const roll = dice(26);
	const some = Array.from({ length: 2_000 }, () => someQuery(roll));

	test("each comes back from its address in its normal form", () => {
		for (const q of some) {
			expect(queryAt({ ...addressOf(q) })).toEqual({ query: normal(q) });
		}
	});

	test("each comes back through an address bar", () => {
		for (const q of some) {
			const bar = new URLSearchParams(Object.entries(addressOf(q))).toString();
			expect(queryAt(Object.fromEntries(new URLSearchParams(bar)))).toEqual({ query: normal(q) });
		}
	});

	test("the normal form is its own, and has the same address", () => {
		for (const q of some) {
			expect(normal(normal(q))).toEqual(normal(q));
			expect(addressOf(normal(q))).toEqual(addressOf(q));
		}
	});

	test("nothing but what restricts is in a normal form", () => {
		expect(some.some((q) => normalGroup(q.where).parts.length > 1)).toBe(true);
		for (const q of some) {
			expect(writeGroup(q.where)).not.toMatch(/\b(and|or|nand|nor)\(\)/);
		}
	});
});

const condition = (field: Condition["field"], ...values: string[]): Condition => ({
	field,
	operator: "is",
	values,
});
const group = (join: Group["join"], ...parts: Part[]): Group => ({ join, not: false, parts });

describe("the normal form", () => {
	const a = condition("status", "normal");
	const b = condition("duration", "10");

	test.each<[string, Group, string]>([
		["leaves out what has no value", group("and", a, condition("preChatName")), "status:is(normal)"],
		["leaves out empty groups", group("or", group("and"), a, group("or", group("and"))), "status:is(normal)"],
		["joins groups of one kind", group("and", a, group("and", b)), "and(status:is(normal),duration:is(10))"],
		[
			"keeps groups of another",
			group("and", a, group("or", a, b)),
			"and(status:is(normal),or(status:is(normal),duration:is(10)))",
		],
		[
			"takes two negations for none",
			{ ...group("and", { ...group("or", a, b), not: true }), not: true },
			"or(status:is(normal),duration:is(10))",
		],
		["keeps a negation of one", { ...group("or", a), not: true }, "nand(status:is(normal))"],
		[
			"keeps an open end of a time",
			group("and", condition("endTime", "", "2026-01-01")),
			"endTime:is(,2026-01-01)",
		],
		["names a value once", group("and", condition("status", "missed", "", "missed")), "status:is(missed)"],
	])("%s", (_, where, address) => {
		expect(writeGroup(where)).toBe(address);
	});
});

describe("an address that is not understood says so", () => {
	test.each([
		"color:is(red)",
		"status:resembles(normal)",
		"status:contains(normal)",
		"status[2ac8739a-c2ae-4924-9a7d-8ac31faf147f]:is(normal)",
		"status:is(normal",
		"status:is(normal))",
		"and(status:is(normal)",
		"status",
		"and",
		"toString:is(a)",
		"and()",
		`${"and(".repeat(40)}status:is(normal)${")".repeat(40)}`,
	])("%s", (where) => {
		expect(queryAt({ where })).toHaveProperty("problem");
	});

	test.each([
		{ sort: "agent" },
		{ sort: "-" },
		{ of: "deleted" },
		{ where: 7 },
		{ columns: ["id"] },
	])("%o", (address) => {
		expect(queryAt(address)).toHaveProperty("problem");
	});
});

test("no address is all chats, newest first", () => {
	expect(queryAt({})).toEqual({ query: allChats });
	expect(addressOf(allChats)).toEqual({});
});

test("synonyms of operators are read as what they stand for", () => {
	expect(writeGroup(readWhere("status:isOneOf(normal,missed)"))).toBe("status:is(normal,missed)");
	expect(writeGroup(readWhere("status:isNotIn(normal)"))).toBe("status:isNot(normal)");
});
