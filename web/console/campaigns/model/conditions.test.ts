import { expect, test } from "vitest";
import {
	about,
	blankOf,
	type Conditions,
	joined,
	problemIn,
	replacedAt,
	searched,
	unconditional,
} from "./conditions.ts";
import { operatorsFor, termNamed, termsOf } from "./terms.ts";

const names = { variables: ["Plan"], fields: ["Order number"] };
const all = termsOf("chats", names);
const term = (name: string) => termNamed(name, all);

test("visitors on the pages are told apart by their visit, and with their chats by those as well", () => {
	const visit = termsOf("visitors", names).map((t) => t.name);
	expect(visit).toContain("timeOnPage");
	expect(visit).toContain("customVariable.Plan");
	expect(visit).not.toContain("preChatName");
	expect(visit.some((n) => n.startsWith("preChatFormField"))).toBe(false);
	const chats = all.map((t) => t.name);
	expect(chats).toEqual(expect.arrayContaining([...visit, "preChatName", "preChatFormField.Order number"]));
	expect(new Set(chats).size).toBe(chats.length);
});

test("a name in other letters, or that nobody has any more, is kept as it is", () => {
	expect(term("TIMEONPAGE").name).toBe("timeOnPage");
	expect(term("customVariable.Gone")).toMatchObject({ name: "customVariable.Gone", label: "Gone" });
	expect(term("requestedTime")).toMatchObject({ name: "requestedTime", like: "requestedTime" });
	expect(term("something.else")).toMatchObject({ name: "something.else", label: "something.else" });
});

test("a condition is edited as one of a search that is like it", () => {
	const c = blankOf(term("timeOnPage"));
	expect(c).toEqual({ name: "timeOnPage", operator: "is", value: [] });
	expect(problemIn(c, term("timeOnPage"))).toBe("empty");
	expect(problemIn({ ...c, value: ["soon"] }, term("timeOnPage"))).toBe("integer");
	expect(problemIn({ ...c, value: ["30"] }, term("timeOnPage"))).toBeUndefined();
	expect(problemIn({ ...c, operator: "exists" }, term("country"))).toBeUndefined();
	expect(searched({ ...c, operator: "isOneOf" }, term("country")).operator).toBe("is");
	expect(operatorsFor(term("campaignId"))).not.toContain("contains");
	expect(operatorsFor(term("country"))).toContain("contains");
});

test("another term keeps what suits it", () => {
	const c = { name: "country", operator: "contains", value: ["an"] };
	expect(about(c, term("country"), term("city"))).toEqual({ ...c, name: "city" });
	expect(about(c, term("country"), term("pages"))).toEqual({ name: "pages", operator: "is", value: [] });
});

test("conditions are added, changed and taken away at their place", () => {
	const [a, b] = [blankOf(term("country")), blankOf(term("city"))];
	const two = replacedAt(replacedAt(unconditional, 0, a), 1, b);
	expect(two.conditions).toEqual([a, b]);
	expect(replacedAt(two, 0, { ...a, value: ["x"] }).conditions[0]?.value).toEqual(["x"]);
	expect(replacedAt(two, 0, undefined).conditions).toEqual([b]);
});

test("an expression begins with how the conditions were joined, and goes with it", () => {
	const c = blankOf(term("country"));
	const two: Conditions = { ...unconditional, conditions: [c, c] };
	expect(joined(two, "logicalExpression").logicalExpression).toBe("1 and 2");
	expect(joined(joined(two, "any"), "logicalExpression").logicalExpression).toBe("1 or 2");
	expect(joined(joined(two, "logicalExpression"), "any")).toEqual({ ...two, conditionMetType: "any" });
});
