// A report's table as it is drawn and saved.
import { csvRow, csvStart } from "../../history/model/csv.ts";
import type { Counted } from "../../history/model/facets.ts";
import { noGuid } from "../../history/model/vocabulary.ts";
import type { Column, Row, Table } from "./report.ts";

/** The words that a table is shown with. */
export interface Words {
	readonly column: (c: Column) => string;
	readonly key: (key: Counted) => string;
	/** The heading of the keys, and of the row below all others. */
	readonly by: string;
	readonly total: string;
}

/** The table as a file; seconds stay seconds. */
export function csvOf(table: Table, words: Words): string {
	const row = (key: string, cells: Row["cells"]) => csvRow([key, ...cells.map((c) => c.value)]);
	return [
		csvStart,
		csvRow([words.by, ...table.columns.map(words.column)]),
		...table.rows.map((r) => row(words.key(r.key), r.cells)),
		row(words.total, table.total),
	].join("");
}

/** Lines or bars of one kind of number, over the rows. */
export interface Series {
	readonly column: Column;
	readonly values: readonly (number | null)[];
}

/** A picture of columns that can be drawn on one scale. */
export interface Chart {
	readonly name: string;
	readonly kind: Column["kind"];
	readonly series: readonly Series[];
	/** Whether the values of a row add up to something. */
	readonly stacked: boolean;
}

/** The pictures that a table makes. */
export function chartsOf(table: Table): readonly Chart[] {
	const draw = (name: string, stacked: boolean, wanted: (c: Column) => boolean): Chart[] => {
		const series = table.columns.flatMap((column, i) =>
			wanted(column) ? [{ column, values: table.rows.map((r) => r.cells[i]?.value ?? null) }] : [],
		);
		const [first] = series;
		return first === undefined
			? []
			: [{ name, kind: first.column.kind, series: series.slice(0, mostSeries), stacked }];
	};
	if (table.about !== "figures") {
		const counted = (c: Column) => c.value !== undefined && c.value !== null && c.value !== noGuid;
		return [...draw(table.about, true, counted), ...draw("rating", false, (c) => c.kind === "grade")];
	}
	return [
		...draw("chats", true, (c) => c.kind === "count"),
		...draw("waitingTime", false, (c) => c.name.startsWith("waitingTime.")),
		...draw("avgResponseTime", false, (c) => c.name.startsWith("avgResponseTime.")),
		...draw("duration", false, (c) => c.name.startsWith("duration.")),
		...draw("rating", false, (c) => c.kind === "grade"),
	];
}

const mostSeries = 8;
