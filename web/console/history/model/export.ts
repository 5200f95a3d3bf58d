// The whole of a result as a file, page after page by cursor.
import type { components } from "../../../shared/api.js";
import type { SearchBody } from "./ask.ts";
import { type Chat, type Column, textOf } from "./columns.ts";
import { csvRow, csvStart } from "./csv.ts";

/** A kind of file. */
export type Format = "csv" | "jsonl";

/** A page of a search. */
export type Page = components["schemas"]["ChatPage"];

/** What is read by. */
export interface Source {
	/** The page after a cursor, which is empty for the first. */
	readonly page: (cursor: string) => Promise<Page>;
}

/** A part of the file, and how far it is. */
export interface Piece {
	readonly text: string;
	readonly chats: number;
	readonly total: number;
}

/** The pieces of a file, one a page; the headings are those of a CSV's columns. */
export async function* pieces(
	{ page }: Source,
	format: Format,
	shown: readonly Column[],
	heading: (c: Column) => string,
): AsyncGenerator<Piece> {
	let cursor: string | undefined = "";
	let chats = 0;
	let before = format === "csv" ? csvStart + csvRow(shown.map(heading)) : "";
	while (cursor !== undefined) {
		const { list, total, nextCursor }: Page = await page(cursor);
		chats += list.length;
		const lines = (list as Chat[]).map((c) => lineOf(c, format, shown));
		yield { text: before + lines.join(""), chats, total };
		before = "";
		cursor = nextCursor;
	}
}

function lineOf(chat: Chat, format: Format, shown: readonly Column[]): string {
	if (format === "jsonl") {
		return `${JSON.stringify(chat)}\n`;
	}
	return csvRow(
		shown.map((c) => {
			const value = c.of(chat);
			return typeof value === "number" ? value : textOf(value);
		}),
	);
}

/** The body without what a file has no place for. The audit log of the server is to have it. */
export function exportBody(body: SearchBody, format: Format): SearchBody {
	const { facets: _, highlight: __, fields, ...rest } = body;
	const whole = { ...rest, export: true };
	return format === "csv" && fields !== undefined ? { ...whole, fields } : whole;
}
