// A report's table, each number of which is a link to the chats that it counts.
import { Link } from "@tanstack/react-router";
import { addressOf } from "../../history/model/address.ts";
import { useTexts } from "../../run/texts.ts";
import type { Cell, Column, Row, Table } from "../model/report.ts";
import type { ReportWords } from "../run/said.ts";

interface TableProps {
	readonly table: Table;
	readonly words: ReportWords;
}

/** The rows, and all of them together below. */
export function TableView({ table, words }: TableProps) {
	const t = useTexts("reports");
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
		<section className="tableplace" tabIndex={0} aria-label={t("reports.table")}>
			<table className="figures">
				<thead>
					<tr>
						<th scope="col">{words.by}</th>
						{table.columns.map((c) => (
							<th key={nameOf(c)} scope="col" className="figure">
								<bdi>{words.column(c)}</bdi>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{table.rows.map((r) => (
						<RowView
							key={String(r.key)}
							name={words.key(r.key)}
							cells={r.cells}
							columns={table.columns}
							words={words}
						/>
					))}
				</tbody>
				<tfoot>
					<RowView name={words.total} cells={table.total} columns={table.columns} words={words} />
				</tfoot>
			</table>
		</section>
	);
}

const nameOf = (c: Column) => `${c.name} ${c.value}`;

interface RowProps {
	readonly name: string;
	readonly cells: Row["cells"];
	readonly columns: Table["columns"];
	readonly words: ReportWords;
}

function RowView({ name, cells, columns, words }: RowProps) {
	return (
		<tr>
			<th scope="row">
				<bdi>{name}</bdi>
			</th>
			{columns.map((c, i) => (
				<td key={nameOf(c)} className="figure">
					<Figure cell={cells[i]} column={c} words={words} />
				</td>
			))}
		</tr>
	);
}

function Figure({
	cell,
	column,
	words,
}: {
	readonly cell: Cell | undefined;
	readonly column: Column;
	readonly words: ReportWords;
}) {
	const text = words.number(cell?.value ?? null, column.kind);
	if (cell?.query === undefined || cell.value === null) {
		return text;
	}
	return (
		<Link to="/history" search={{ ...addressOf(cell.query) }}>
			{text}
		</Link>
	);
}
