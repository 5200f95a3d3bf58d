// Forms: what is asked, what was entered, and what is wrong with it. The server holds
// what it gets to the same rules.
import type { Variable } from "../../shared/model/bridge.ts";
import type { Department, Field, Settings } from "../../shared/model/settings.ts";
import type { Key } from "./words.ts";

/** The forms of a campaign. */
export type FormName = keyof Settings["forms"];

/** What was entered, by field: a text, or the options of a list. */
export type Entered = Readonly<Record<string, string | readonly string[]>>;

/** What is wrong, by field. */
export type Problems = Readonly<Record<string, Problem>>;

/** Why a field cannot be sent as it is. */
export interface Problem {
	readonly key: Key;
	readonly count?: number;
}

/** What a form makes a command say. */
export interface Answers {
	readonly members: Readonly<Record<string, string>>;
	readonly fields: readonly { readonly fieldId: string; readonly name: string; readonly value: string }[];
}

/** What a system field asks for. */
export type Member =
	| "name"
	| "email"
	| "phone"
	| "company"
	| "product"
	| "department"
	| "subject"
	| "message";

const members: Readonly<Record<string, Member>> = {
	name: "name",
	email: "email",
	"e-mail": "email",
	phone: "phone",
	company: "company",
	product: "product",
	"product and service": "product",
	"product & service": "product",
	department: "department",
	subject: "subject",
	message: "message",
	content: "message",
};

const lineAtMost = 2_000; // characters, as the server has it
const textAtMost = 8_000;

/** The member that a system field stands for; undefined for a field of the site. */
export function memberOf(f: Field): Member | undefined {
	const name = f.name.trim().toLowerCase();
	return f.system && Object.hasOwn(members, name) ? members[name] : undefined;
}

/** The fields that are shown, in order; a department to choose only where there is one. */
export function shown(form: readonly Field[], departments: readonly Department[]): readonly Field[] {
	return form.filter((f) => !f.hidden && (memberOf(f) !== "department" || departments.length > 0));
}

/** The most characters that a field takes. */
export function longest(f: Field): number {
	return f.type === "textArea" || memberOf(f) === "message" ? textAtMost : lineAtMost;
}

/**
 * What is wrong with what was entered. Where a chat is wanted, somebody has to be in the
 * department.
 */
export function problems(
	form: readonly Field[],
	entered: Entered,
	departments: readonly Department[],
	chat: boolean,
): Problems {
	const found: Record<string, Problem> = {};
	for (const f of shown(form, departments)) {
		const value = valueIn(f, entered);
		const problem = value === "" ? missing(f) : wrong(f, value, chat ? departments : []);
		if (problem !== undefined) {
			found[f.id] = problem;
		}
	}
	return found;
}

function missing(f: Field): Problem | undefined {
	if (!f.required) {
		return undefined;
	}
	switch (f.type) {
		case "checkBox":
			return { key: "problem.tick" };
		case "radioBox":
		case "dropdownList":
		case "checkboxList":
			return { key: "problem.choose" };
		default:
			return { key: memberOf(f) === "department" ? "problem.choose" : "problem.required" };
	}
}

function wrong(f: Field, value: string, departments: readonly Department[]): Problem | undefined {
	const most = longest(f);
	if ([...value].length > most) {
		return { key: "problem.long", count: most };
	}
	switch (memberOf(f)) {
		case "email":
			return isAddress(value) ? undefined : { key: "problem.email" };
		case "department":
			return departments.some((d) => d.id === value && !d.open) ? { key: "problem.away" } : undefined;
		default:
			return undefined;
	}
}

/** Whether a text can be an email address. */
export function isAddress(text: string): boolean {
	return /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\[\].]+(\.[^\s@<>"(),:;\\[\].]+)+$/.test(text);
}

/** The value of a field as it is sent: options after each other with commas. */
export function valueIn(f: Field, entered: Entered): string {
	const value = Object.hasOwn(entered, f.id) ? entered[f.id] : undefined;
	if (value === undefined) {
		return "";
	}
	const given = typeof value === "string" ? value : f.options.filter((o) => value.includes(o)).join(",");
	return f.type === "textArea" ? given.replace(/^\s+$/, "") : given.trim();
}

/** What is sent; hidden fields have the values of the page's variables of their names. */
export function answers(
	form: readonly Field[],
	entered: Entered,
	variables: readonly Variable[],
	departments: readonly Department[],
): Answers {
	const named: Record<string, string> = {};
	const fields: { fieldId: string; name: string; value: string }[] = [];
	const visible = shown(form, departments);
	for (const f of form) {
		const value = f.hidden ? variable(variables, f.name) : visible.includes(f) ? valueIn(f, entered) : "";
		const member = memberOf(f);
		if (value === "") {
			continue;
		}
		if (member === undefined) {
			fields.push({ fieldId: f.id, name: f.name, value });
		} else {
			named[member] = value;
		}
	}
	return { members: named, fields };
}

function variable(all: readonly Variable[], name: string): string {
	return all.find((v) => v.name.toLowerCase() === name.toLowerCase())?.value ?? "";
}
