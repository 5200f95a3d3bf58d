import { describe, expect, test } from "vitest";
import type { Department, Field } from "../../shared/model/settings.ts";
import { answers, isAddress, memberOf, problems, shown, valueIn } from "./form.ts";

function field(id: string, rest: Partial<Field> = {}): Field {
	return { id, name: id, type: "text", required: false, hidden: false, system: false, options: [], ...rest };
}

const departments: readonly Department[] = [
	{ id: "d1", name: "Sales", open: true },
	{ id: "d2", name: "Repairs", open: false },
];
const department = field("dep", { name: "Department", system: true, type: "dropdownList" });

describe("what is wrong", () => {
	const options = ["a", "b"];
	test.each([
		[{ type: "text" }, "problem.required"],
		[{ type: "textArea" }, "problem.required"],
		[{ type: "radioBox", options }, "problem.choose"],
		[{ type: "dropdownList", options }, "problem.choose"],
		[{ type: "checkboxList", options }, "problem.choose"],
		[{ type: "checkBox" }, "problem.tick"],
	] as const)("a required %o that is empty", (rest, key) => {
		const f = field("f", { ...rest, required: true });
		expect(problems([f], {}, [], true)).toEqual({ f: { key } });
		expect(problems([f], { f: "   " }, [], true)).toEqual({ f: { key } });
		expect(problems([{ ...f, required: false }], {}, [], true)).toEqual({});
		expect(problems([{ ...f, hidden: true }], {}, [], true)).toEqual({});
	});

	test("an email address that is none", () => {
		const f = field("f", { name: "E-mail", system: true });
		expect(problems([f], { f: "violet@example" }, [], true)).toEqual({ f: { key: "problem.email" } });
		expect(problems([f], { f: " vi@example.com " }, [], true)).toEqual({});
		expect(problems([{ ...f, system: false }], { f: "anything" }, [], true)).toEqual({});
	});

	test.each(["a@b.cc", "first.last+tag@sub.example.com", "ü@exämple.de"])("%s is an address", (a) => {
		expect(isAddress(a)).toBe(true);
	});
	test.each(["", "a", "a@b", "a@b.", "a b@c.de", "<a@b.cc>", "a@b@c.de", "a@.de"])("%s is none", (a) => {
		expect(isAddress(a)).toBe(false);
	});

	test("more than the server takes, in characters and not in units", () => {
		const f = field("f");
		expect(problems([f], { f: "😀".repeat(2_000) }, [], true)).toEqual({});
		expect(problems([f], { f: "x".repeat(2_001) }, [], true)).toEqual({
			f: { key: "problem.long", count: 2_000 },
		});
		expect(problems([field("f", { type: "textArea" })], { f: "x".repeat(2_001) }, [], true)).toEqual({});
	});

	test("a department with nobody in it, for a chat and not for a message", () => {
		expect(problems([department], { dep: "d2" }, departments, true)).toEqual({
			dep: { key: "problem.away" },
		});
		expect(problems([department], { dep: "d2" }, departments, false)).toEqual({});
		expect(problems([department], { dep: "d1" }, departments, true)).toEqual({});
	});
});

describe("what is sent", () => {
	test("system fields are members, the others answers, empty ones nothing", () => {
		const form = [field("f1", { name: "Name", system: true }), field("f2"), field("f3"), department];
		expect(answers(form, { f1: " Vi ", f2: "A-17", f3: "", dep: "d1" }, [], departments)).toEqual({
			members: { name: "Vi", department: "d1" },
			fields: [{ fieldId: "f2", name: "f2", value: "A-17" }],
		});
	});

	test("hidden fields have the page's variables, whatever was entered", () => {
		const form = [field("f1", { name: "Plan", hidden: true })];
		expect(answers(form, { f1: "forged" }, [{ name: "plan", value: "gold" }], []).fields).toEqual([
			{ fieldId: "f1", name: "Plan", value: "gold" },
		]);
		expect(answers(form, { f1: "forged" }, [], []).fields).toEqual([]);
	});

	test("options of a list are in the field's order, and only those", () => {
		const f = field("f", { type: "checkboxList", options: ["a", "b", "c"] });
		expect(valueIn(f, { f: ["c", "x", "a"] })).toBe("a,c");
	});

	test("without departments none is asked", () => {
		expect(shown([department], [])).toEqual([]);
		expect(answers([department], { dep: "d1" }, [], []).members).toEqual({});
	});

	test("nothing of an object's own counts as entered", () => {
		expect(valueIn(field("constructor"), {})).toBe("");
		expect(memberOf(field("f", { name: "toString", system: true }))).toBeUndefined();
	});
});
