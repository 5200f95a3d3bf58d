import { expect, test } from "vitest";
import { groupsOf, type Option, placed, withChange, withOption } from "./options.ts";

const option = (id: string, groupName = "", order = 0): Option => ({ id, name: id, groupName, order });

test("another option stands after the one before it, in its group", () => {
	const list = [option("a"), option("b", "Billing"), option("c")];
	expect(withOption(list, 1, "n").map((o) => [o.id, o.groupName])).toEqual([
		["a", ""],
		["b", "Billing"],
		["n", "Billing"],
		["c", ""],
	]);
	expect(withOption([], -1, "n")).toEqual([{ id: "n", name: "", groupName: "", order: 0 }]);
});

test("what is changed of an option changes nothing of the others", () => {
	const list = [option("a"), option("b")];
	expect(withChange(list, 1, { name: "Refund" })).toEqual([option("a"), { ...option("b"), name: "Refund" }]);
});

test("places are told as they stand", () => {
	expect(placed([option("a", "", 7), option("b", "", 7)]).map((o) => o.order)).toEqual([1, 2]);
});

test("each group is there once", () => {
	expect(groupsOf([option("a", "Y"), option("b"), option("c", "X"), option("d", "Y")])).toEqual(["Y", "X"]);
});
