// Reads the body of a search that somebody else wrote: the way back from ask.ts.
import type { Filter, SearchBody } from "./ask.ts";
import { normalGroup } from "./normal.ts";
import { type Condition, everything, type Group, type Part } from "./query.ts";
import { fieldNamed, isOfForm, operatorNamed, operatorsOf } from "./vocabulary.ts";

/** What a body restricts; undefined where it says more than a console's search can. */
export function whereOf(body: SearchBody): Group | undefined {
	const conditions = (body.filters ?? []).map(conditionOf);
	const known = conditions.filter((c) => c !== undefined);
	if (known.length < conditions.length) {
		return undefined;
	}
	const expression = body.logicalExpression?.trim() ?? "";
	if (expression === "") {
		const join = body.conditionMetType === "any" ? "or" : "and";
		return normalGroup({ join, not: false, parts: known });
	}
	const part = new Logic(expression, known).read();
	return part && normalGroup({ ...everything, parts: [part] });
}

/** One filter; undefined where a part of it is not known. */
function conditionOf(f: Filter): Condition | undefined {
	const field = fieldNamed(f.name)?.name;
	const operator = operatorNamed(f.operator);
	if (field === undefined || operator === undefined || !operatorsOf(field).includes(operator)) {
		return undefined;
	}
	const values = f.value ?? [];
	const [first] = values;
	if (typeof first !== "object") {
		return values.some((v) => typeof v === "object")
			? undefined
			: { field, operator, values: values.map(String) };
	}
	if (values.length > 1 || !isOfForm(field)) {
		return undefined;
	}
	const { fieldId, campaignId, value = [] } = first;
	return {
		field,
		operator,
		values: value.map(String),
		...(fieldId === undefined ? {} : { fieldId }),
		...(campaignId === undefined ? {} : { campaignId }),
	};
}

const token = /\s*(\d+|[a-z]+|&&|\|\||.)/giy;

/** Reads an expression over the positions of conditions: 1 and (2 or not 3). */
class Logic {
	private readonly tokens: readonly string[];
	private readonly conditions: readonly Condition[];
	private at = 0;

	constructor(text: string, conditions: readonly Condition[]) {
		this.tokens = [...text.trimEnd().matchAll(token)].map((m) => (m[1] ?? "").toLowerCase());
		this.conditions = conditions;
	}

	/** Undefined for what is no expression. */
	read(): Part | undefined {
		const part = this.chain("or", "||", () => this.chain("and", "&&", () => this.operand()));
		return this.at === this.tokens.length ? part : undefined;
	}

	private chain(join: Group["join"], sign: string, item: () => Part | undefined): Part | undefined {
		const parts = [item()];
		while (this.take(join, sign)) {
			parts.push(item());
		}
		const known = parts.filter((p) => p !== undefined);
		return known.length < parts.length ? undefined : { join, not: false, parts: known };
	}

	private operand(): Part | undefined {
		if (this.take("not", "!")) {
			const part = this.operand();
			return part && { join: "and", not: true, parts: [part] };
		}
		if (this.take("(", "(")) {
			const part = this.chain("or", "||", () => this.chain("and", "&&", () => this.operand()));
			return this.take(")", ")") ? part : undefined;
		}
		const position = this.tokens[this.at++] ?? "";
		return /^\d+$/.test(position) ? this.conditions[Number(position) - 1] : undefined;
	}

	private take(word: string, sign: string): boolean {
		const there = this.tokens[this.at] === word || this.tokens[this.at] === sign;
		this.at += there ? 1 : 0;
		return there;
	}
}
