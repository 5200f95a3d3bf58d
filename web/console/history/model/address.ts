// A search in an address: what is sent to a colleague, kept as a bookmark, linked from a
// report. Equal searches have equal addresses.
//
//     and(requestedTime:is(last30days),or(status:is(normal),keywords:contains("late parcel")))
//
// A group is and(…), or(…), and negated nand(…), nor(…). In a value ~ stands before ( ) , ~.
import { normal, normalGroup } from "./normal.ts";
import {
	allChats,
	type Condition,
	everything,
	type Group,
	isGroup,
	newestFirst,
	type Part,
	type Query,
	type Sort,
} from "./query.ts";
import { fieldNamed, isOfForm, operatorNamed, operatorsOf, type SortName } from "./vocabulary.ts";

/** The parameters of an address that tell a search. */
export interface Address {
	readonly where?: string;
	readonly sort?: string;
	readonly columns?: string;
	readonly of?: "missed";
}

/** What an address says, or why it says nothing. A part that is not understood is never left out. */
export type Understood = { readonly query: Query } | { readonly problem: string };

/** The address of a search. */
export function addressOf(query: Query): Address {
	const q = normal(query);
	const where = writeGroup(q.where);
	const usual = q.sort.by === newestFirst.by && q.sort.descending === newestFirst.descending;
	return {
		...(where === "" ? {} : { where }),
		...(usual ? {} : { sort: (q.sort.descending ? "-" : "") + q.sort.by }),
		...(q.columns.length === 0 ? {} : { columns: q.columns.join(",") }),
		...(q.givenUp ? { of: "missed" as const } : {}),
	};
}

/** The search at an address. */
export function queryAt(address: Readonly<Record<string, unknown>>): Understood {
	try {
		return {
			query: normal({
				givenUp: readOf(address["of"]),
				where: readWhere(textOf(address, "where")),
				sort: readSort(textOf(address, "sort")),
				columns: textOf(address, "columns")
					.split(",")
					.filter((c) => c !== ""),
			}),
		};
	} catch (e) {
		if (e instanceof NotUnderstood) {
			return { problem: e.message };
		}
		throw e;
	}
}

class NotUnderstood extends Error {}

/** A group as an address has it. */
export function writeGroup(group: Group): string {
	const { parts, join, not } = normalGroup(group);
	const [only] = parts;
	if (only === undefined) {
		return "";
	}
	return parts.length === 1 && !not ? write(only) : write({ parts, join, not });
}

function write(part: Part): string {
	if (isGroup(part)) {
		return `${part.not ? "n" : ""}${part.join}(${part.parts.map(write).join(",")})`;
	}
	return `${part.field}${writeField(part)}:${part.operator}(${part.values.map(escaped).join(",")})`;
}

function writeField(c: Condition): string {
	if (c.fieldId === undefined && c.campaignId === undefined) {
		return "";
	}
	return `[${c.fieldId ?? ""}${c.campaignId === undefined ? "" : `@${c.campaignId}`}]`;
}

const escaped = (value: string) => value.replace(/[(),~]/g, "~$&");

/** Reads what writeGroup wrote. */
export function readWhere(text: string): Group {
	if (text === "") {
		return everything;
	}
	const reader = new Reader(text);
	const part = reader.part(0);
	reader.end();
	return isGroup(part) ? part : { ...everything, parts: [part] };
}

const groups: Readonly<Record<string, Pick<Group, "join" | "not">>> = {
	and: { join: "and", not: false },
	or: { join: "or", not: false },
	nand: { join: "and", not: true },
	nor: { join: "or", not: true },
};

const deepest = 32;

class Reader {
	private at = 0;

	private readonly text: string;

	constructor(text: string) {
		this.text = text;
	}

	part(depth: number): Part {
		if (depth > deepest) {
			throw new NotUnderstood(this.text);
		}
		const name = this.until(/[[:(]/y);
		const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
		if (group !== undefined && this.text[this.at] === "(") {
			return { ...group, parts: this.list(() => this.part(depth + 1)) };
		}
		return this.condition(name);
	}

	end(): void {
		if (this.at < this.text.length) {
			throw new NotUnderstood(this.text.slice(this.at));
		}
	}

	private condition(name: string): Condition {
		const field = fieldNamed(name)?.name;
		if (field === undefined) {
			throw new NotUnderstood(name);
		}
		const ids = this.take("[") ? this.ids() : {};
		this.need(":");
		const word = this.until(/\(/y);
		const operator = operatorNamed(word);
		if (operator === undefined || !operatorsOf(field).includes(operator)) {
			throw new NotUnderstood(`${name} ${word}`);
		}
		if (Object.keys(ids).length > 0 && !isOfForm(field)) {
			throw new NotUnderstood(`${name}[…]`);
		}
		const values = this.list(() => this.value());
		return { field, operator, values: values.length === 1 && values[0] === "" ? [] : values, ...ids };
	}

	private ids(): { fieldId?: string; campaignId?: string } {
		const [fieldId, campaignId] = this.until(/\]/y).split("@");
		this.need("]");
		return { ...(fieldId ? { fieldId } : {}), ...(campaignId ? { campaignId } : {}) };
	}

	private list<T>(item: () => T): T[] {
		this.need("(");
		const items = [item()];
		while (this.take(",")) {
			items.push(item());
		}
		this.need(")");
		return items;
	}

	private value(): string {
		return this.until(/[(),]/y).replace(/~(.)/gs, "$1");
	}

	/** What stands before a sign, which the sign ~ does not stand before. */
	private until(sign: RegExp): string {
		const from = this.at;
		while (this.at < this.text.length) {
			sign.lastIndex = this.at;
			if (sign.test(this.text)) {
				break;
			}
			this.at += this.text[this.at] === "~" ? 2 : 1;
		}
		return this.text.slice(from, this.at);
	}

	private take(sign: string): boolean {
		const there = this.text[this.at] === sign;
		this.at += there ? 1 : 0;
		return there;
	}

	private need(sign: string): void {
		if (!this.take(sign)) {
			throw new NotUnderstood(this.text.slice(this.at) || this.text);
		}
	}
}

function textOf(address: Readonly<Record<string, unknown>>, name: string): string {
	const value = address[name] ?? "";
	if (typeof value !== "string") {
		throw new NotUnderstood(`${name}=${JSON.stringify(value)}`);
	}
	return value;
}

function readOf(value: unknown): boolean {
	if (value !== undefined && value !== "" && value !== "missed") {
		throw new NotUnderstood(`of=${JSON.stringify(value)}`);
	}
	return value === "missed";
}

function readSort(text: string): Sort {
	if (text === "") {
		return allChats.sort;
	}
	const descending = text.startsWith("-");
	const field = fieldNamed(descending ? text.slice(1) : text);
	if (field === undefined || !field.sortable) {
		throw new NotUnderstood(`sort=${text}`);
	}
	return { by: field.name as SortName, descending };
}
