import { expect, test } from "vitest";
import type { Wrapup } from "../../../shared/model/wrapup.ts";
import { choose, chosenOf, filling, isChanged, members, missing, toggle, tree } from "./wrapping.ts";

const asked: Wrapup = {
	type: "wrapup",
	chat: "c",
	due: true,
	fields: [
		{ fieldId: "f1", name: "Solved", type: "radioBox", required: true, options: ["yes", "no"] },
		{ fieldId: "f2", name: "Sure", type: "checkBox", required: true, options: [] },
		{ fieldId: "f3", name: "Note", type: "text", required: false, options: [] },
	],
	categories: [
		{
			id: "k1",
			name: "Topic",
			required: true,
			options: [
				{ id: "o1", name: "Boots", groupName: "" },
				{ id: "o2", name: "Refund", groupName: "Billing" },
				{ id: "o3", name: "Invoice", groupName: "Billing" },
			],
		},
	],
	given: undefined,
};

test("what is required and missing is told, whatever its type", () => {
	const empty = filling(asked);
	expect(missing(asked, empty)).toEqual(["f1", "f2", "k1"]);
	const some = { ...choose(empty, "o2"), values: { f1: "yes", f2: "false" } };
	expect(missing(asked, some)).toEqual(["f2"]);
	expect(missing(asked, { ...some, values: { f1: "yes", f2: "true" } })).toEqual([]);
});

test("a choice is taken back by choosing it again", () => {
	const once = choose(filling(asked), "o1");
	expect(once.categories).toEqual(["o1"]);
	expect(choose(once, "o1").categories).toEqual([]);
});

test("the command has all that was entered, and no empty field", () => {
	const f = { comment: "well", categories: ["o1"], values: { f1: "no", f3: "" } };
	expect(members(asked, f)).toEqual({
		chat: "c",
		comment: "well",
		categories: ["o1"],
		fields: [{ fieldId: "f1", name: "Solved", value: "no" }],
	});
});

test("what was given before is there again, and differs only once it is changed", () => {
	const given = {
		agent: "a",
		comment: "so far",
		categories: ["o3"],
		fields: [{ fieldId: "f1", name: "Solved", value: "yes" }],
		time: "",
	};
	const w = { ...asked, given };
	const f = filling(w);
	expect(f).toEqual({ comment: "so far", categories: ["o3"], values: { f1: "yes" } });
	expect(isChanged(w, f)).toBe(false);
	expect(isChanged(w, { ...f, comment: "more" })).toBe(true);
});

test("options of a list may have commas in their names", () => {
	const options = ["red", "red, dark", "blue"];
	expect(chosenOf("red, dark,blue", options)).toEqual(["red, dark", "blue"]);
	expect(toggle("red, dark,blue", "red", options)).toBe("red,red, dark,blue");
	expect(toggle("red,blue", "blue", options)).toBe("red");
	expect(chosenOf("green", options)).toEqual([]);
});

test("options stand in their groups", () => {
	expect(tree(asked.categories[0] ?? { id: "", name: "", required: false, options: [] })).toMatchObject([
		{ name: "", options: [{ id: "o1" }] },
		{ name: "Billing", options: [{ id: "o2" }, { id: "o3" }] },
	]);
});
