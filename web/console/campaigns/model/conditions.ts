// The conditions of a segment or an automatic invitation, as they are edited.
import type { components } from "../../../shared/api.d.ts";
import { type Problem, problemOf } from "../../history/model/checks.ts";
import { blank, type Condition as Searched, withOperator } from "../../history/model/query.ts";
import { isValueless, operatorNamed } from "../../history/model/vocabulary.ts";
import { operatorsFor, type Term } from "./terms.ts";

/** What segments and automatic invitations have of them. */
export type Conditions = Pick<
	components["schemas"]["Segment"],
	"conditionMetType" | "logicalExpression" | "conditions"
>;

/** One of them. */
export type Condition = Conditions["conditions"][number];

/** How they are joined. */
export const metTypes = [
	"all",
	"any",
	"logicalExpression",
] as const satisfies readonly Conditions["conditionMetType"][];

/** None at all: everybody is meant. */
export const unconditional: Conditions = { conditionMetType: "all", logicalExpression: "", conditions: [] };

/** As a search would have it, to be edited like one. */
export function searched(c: Condition, term: Term): Searched {
	return { field: term.like, operator: operatorNamed(c.operator) ?? "is", values: c.value };
}

/** And back. */
export function unsearched(s: Searched, name: string): Condition {
	return { name, operator: s.operator, value: [...s.values] };
}

/** A condition about a term that says nothing yet. */
export function blankOf(term: Term): Condition {
	return unsearched(blank(term.like), term.name);
}

/** The condition about another term; what it had stays where it suits. */
export function about(c: Condition, before: Term, after: Term): Condition {
	const operator = operatorNamed(c.operator) ?? "is";
	const stays = before.like === after.like && operatorsFor(after).includes(operator);
	return stays ? unsearched(withOperator(searched(c, before), operator), after.name) : blankOf(after);
}

/** The conditions with one at a place changed, added (at their end) or taken away. */
export function replacedAt(of: Conditions, at: number, by: Condition | undefined): Conditions {
	return { ...of, conditions: of.conditions.toSpliced(at, 1, ...(by === undefined ? [] : [by])) };
}

/** The conditions joined in another way; an expression begins with what was said before. */
export function joined(of: Conditions, how: Conditions["conditionMetType"]): Conditions {
	const numbers = of.conditions.map((_, i) => i + 1);
	const begun = numbers.join(of.conditionMetType === "any" ? " or " : " and ");
	const logicalExpression = how !== "logicalExpression" ? "" : of.logicalExpression || begun;
	return { ...of, conditionMetType: how, logicalExpression };
}

/** What is wrong with a condition before the server is asked. */
export function problemIn(c: Condition, term: Term): Problem | "empty" | undefined {
	const s = searched(c, term);
	const isEmpty = !isValueless(s.operator) && s.values.every((v) => v.trim() === "");
	return isEmpty ? "empty" : problemOf(s);
}
