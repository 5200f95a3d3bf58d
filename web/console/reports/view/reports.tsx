// A report: over which chats, by what, its charts and its table.
import { Button, NativeSelect } from "@mantine/core";
import { IconDownload, IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { conditionsOf } from "../../history/model/query.ts";
import { type NameOf, useNames } from "../../history/run/lookups.ts";
import { saveText } from "../../history/run/saving.ts";
import { Builder } from "../../history/view/builder.tsx";
import { useNamed } from "../../history/view/facets.tsx";
import { Refusal } from "../../history/view/refusal.tsx";
import { PeriodSelect } from "../../history/view/toolbar.tsx";
import { useTexts } from "../../run/texts.ts";
import { addressOfReport } from "../model/address.ts";
import { type Dimension, dimensions, facetOf } from "../model/dimension.ts";
import { type Report, type Subject, subjects, type Table } from "../model/report.ts";
import { chartsOf, csvOf } from "../model/shown.ts";
import { useReport } from "../run/reporting.ts";
import { columnField, type ReportWords, useReportWords } from "../run/said.ts";
import { ChartView } from "./chart.tsx";
import { TableView } from "./table.tsx";

interface ReportsProps {
	readonly report: Report;
	readonly show: (report: Report) => void;
}

/** Shows a report. */
export function Reports({ report, show }: ReportsProps) {
	const t = useTexts("reports");
	const { data: table, error, refetch, isFetching } = useReport(report);
	return (
		<section className="reports" aria-labelledby="reports-title" aria-busy={isFetching}>
			<h1 id="reports-title" className="unseen">
				{t("reports.title")}
			</h1>
			<Tools report={report} show={show} />
			<div className="reportbody">
				{error !== null && <Refusal error={error} again={() => void refetch()} />}
				{table !== undefined && <Shown table={table} />}
			</div>
		</section>
	);
}

function Tools({ report, show }: ReportsProps) {
	const t = useTexts("reports");
	const [building, setBuilding] = useState(false);
	const count = conditionsOf(report.where).length;
	return (
		<>
			<div className="toolbar">
				<fieldset className="switch" aria-label={t("reports.about")}>
					{subjects.map((about: Subject) => (
						<button
							key={about}
							type="button"
							aria-pressed={report.about === about}
							onClick={() => show({ ...report, about })}
						>
							{t(`about.${about}`)}
						</button>
					))}
				</fieldset>
				<NativeSelect
					aria-label={t("reports.by")}
					value={report.by}
					onChange={(e) => show({ ...report, by: e.currentTarget.value as Dimension })}
				>
					{dimensions.map((d) => (
						<option key={d} value={d}>
							{t("reports.byOne", { what: t(`by.${d}`) })}
						</option>
					))}
				</NativeSelect>
				<PeriodSelect where={report.where} change={(where) => show({ ...report, where })} />
				<Button
					variant={building ? "light" : "default"}
					leftSection={<IconFilter size={16} aria-hidden />}
					aria-expanded={building}
					onClick={() => setBuilding(!building)}
				>
					{t("reports.filters", { count })}
				</Button>
			</div>
			{building && (
				<Builder
					key={addressOfReport(report).where ?? ""}
					where={report.where}
					apply={(where) => show({ ...report, where })}
					close={() => setBuilding(false)}
				/>
			)}
		</>
	);
}

function Shown({ table }: { readonly table: Table }) {
	const t = useTexts("reports");
	const words = useReportWords(table, useNamesOf(table));
	return (
		<>
			<div className="charts">
				{chartsOf(table).map((chart) => (
					<ChartView key={chart.name} chart={chart} table={table} words={words} />
				))}
			</div>
			<div className="tablehead">
				<h2>{t("reports.table")}</h2>
				{table.rows.some((r) => r.cells.some((c) => c.query === undefined)) && <p>{t("reports.noLinks")}</p>}
				<div className="apart" />
				<Button
					variant="default"
					leftSection={<IconDownload size={16} aria-hidden />}
					onClick={() => save(table, words)}
				>
					{t("reports.csv")}
				</Button>
			</div>
			<TableView table={table} words={words} />
		</>
	);
}

function save(table: Table, words: ReportWords): void {
	saveText(`report-${table.about}-${table.by}.csv`, csvOf(table, words), "text/csv");
}

/** Names of what stands in rows and columns, also of what no list knows any more. */
function useNamesOf(table: Table): NameOf {
	const known = useNames();
	const rowField = facetOf(table.by);
	const rows = useNamed(
		rowField ?? "agent",
		rowField === undefined ? none : table.rows.map((r) => ({ value: r.key })),
		known,
	);
	const field = columnField(table);
	return useNamed(
		field ?? "agent",
		field === undefined
			? none
			: table.columns.flatMap((c) => (c.value === undefined ? [] : [{ value: c.value }])),
		rows,
	);
}

const none: readonly { readonly value: string }[] = [];
