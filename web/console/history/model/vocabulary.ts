// What a search can name, as the API's description lists it.
import { fields } from "../../../shared/filters.gen.ts";

/** A field that chats can be filtered by. */
export type Field = (typeof fields)[number];
/** The name of such a field. */
export type FieldName = Field["name"];
/** What a field's values are. */
export type Kind = Field["kind"];
/** What a condition does with its values; the synonyms of the API are read as these. */
export type Operator = Exclude<Field["operators"][number], keyof typeof synonyms>;
/** A field that a search can be sorted by. */
export type SortName = Extract<Field, { readonly sortable: true }>["name"];
/** A field whose values can be counted. */
export type FacetName = Extract<Field, { readonly counted: true }>["name"];

const synonyms = { isOneOf: "is", isIn: "is", isNotOneOf: "isNot", isNotIn: "isNot" } as const;

const byName: ReadonlyMap<string, Field> = new Map(fields.map((f) => [f.name, f]));

/** The field of a name, undefined where there is none. */
export function fieldNamed(name: string): Field | undefined {
	return byName.get(name);
}

/** The operators that suit a field, each once. */
export function operatorsOf(name: FieldName): readonly Operator[] {
	const all: readonly string[] = byName.get(name)?.operators ?? [];
	return [...new Set(all.map(operatorNamed))].filter((o) => o !== undefined);
}

/** The operator of a name, a synonym as what it stands for; undefined for other words. */
export function operatorNamed(name: string): Operator | undefined {
	const meant = Object.hasOwn(synonyms, name) ? synonyms[name as keyof typeof synonyms] : name;
	return operators.find((o) => o === meant);
}

const operators: readonly Operator[] = [
	"is",
	"isNot",
	"contains",
	"notContains",
	"exists",
	"notExists",
	"isMoreThan",
	"isLessThan",
	"isNotMoreThan",
	"isNotLessThan",
	"regularExpression",
];

/** Whether an operator needs no value. */
export function isValueless(operator: Operator): boolean {
	return operator === "exists" || operator === "notExists";
}

/** Whether an operator compares sizes, and so takes one value. */
export function isComparison(operator: Operator): boolean {
	return (
		operator === "isMoreThan" ||
		operator === "isLessThan" ||
		operator === "isNotMoreThan" ||
		operator === "isNotLessThan"
	);
}

/** Whether a field is that of a form, of which a condition can name one. */
export function isOfForm(name: FieldName): boolean {
	return formFields.has(name);
}

const formFields: ReadonlySet<FieldName> = new Set([
	"preChatFormField",
	"postChatFormField",
	"wrapupFormField",
	"customVariable",
	"formField",
]);

/** Whether a field is full text. */
export function isFullText(name: FieldName): boolean {
	return name === "keywords" || name === "messages";
}

/** Whether a field's integers are seconds. */
export function isSeconds(name: FieldName): boolean {
	return spans.has(name);
}

const spans: ReadonlySet<FieldName> = new Set([
	"avgResponseTime",
	"waitingTime",
	"duration",
	"botDuration",
	"agentDuration",
]);

/** The guid that stands for "no value". */
export const noGuid = "00000000-0000-0000-0000-000000000000";
