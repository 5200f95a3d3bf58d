// What is wrong with a search before the server is asked.
import { limits } from "../../../shared/filters.gen.ts";
import { conditions, periodOf } from "./ask.ts";
import { type Condition, conditionsOf, type Group } from "./query.ts";
import { fieldNamed, isValueless } from "./vocabulary.ts";

/** What can be wrong, by the name of its text. */
export type Problem =
	| "integer"
	| "number"
	| "guid"
	| "time"
	| "order"
	| "long"
	| "values"
	| "filters"
	| "expression";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const time = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

const forms: Readonly<Record<string, (value: string) => boolean>> = {
	integer: (v) => /^[+-]?\d{1,18}$/.test(v),
	number: (v) => /^[+-]?\d+(\.\d+)?$/.test(v),
	guid: (v) => guid.test(v),
	time: (v) => time.test(v) && !Number.isNaN(Date.parse(v)),
};

/** What is wrong with one condition. */
export function problemOf(c: Condition): Problem | undefined {
	if (isValueless(c.operator)) {
		return undefined;
	}
	if (c.values.length > limits.values) {
		return "values";
	}
	if (c.values.some((v) => v.length > longestValue)) {
		return "long";
	}
	const kind = fieldNamed(c.field)?.kind ?? "";
	const fits = Object.hasOwn(forms, kind) ? forms[kind] : undefined;
	if (periodOf(c) === undefined && c.values.some((v) => v.trim() !== "" && fits?.(v.trim()) === false)) {
		return kind as Problem;
	}
	return kind === "time" && backwards(c.values) ? "order" : undefined;
}

const longestValue = 300; // 1,024 bytes at the server, of which a character may need three

function backwards(values: readonly string[]): boolean {
	const [from = "", to = ""] = values;
	return Date.parse(from) > Date.parse(to);
}

/** What is wrong with a search as a whole. */
export function problemOfAll(where: Group): Problem | undefined {
	const { filters = [], logicalExpression = "" } = conditions(where, { now: 0, zone: "UTC" });
	if (filters.length > limits.filters) {
		return "filters";
	}
	if (logicalExpression.length > limits.expression) {
		return "expression";
	}
	return conditionsOf(where)
		.map(problemOf)
		.find((p) => p !== undefined);
}
