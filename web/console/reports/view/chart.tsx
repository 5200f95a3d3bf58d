// A chart. It is a picture of columns of the table, which says the same to who cannot see it.
import { useEffect, useMemo, useRef, useState } from "react";
import type uPlotType from "uplot";
import "uplot/dist/uPlot.min.css";
import { usePreferences } from "../../run/preferences.ts";
import { useTexts } from "../../run/texts.ts";
import { facetOf } from "../model/dimension.ts";
import type { Table } from "../model/report.ts";
import type { Chart } from "../model/shown.ts";
import type { ReportWords } from "../run/said.ts";

interface ChartProps {
	readonly chart: Chart;
	readonly table: Table;
	readonly words: ReportWords;
}

const height = 200;
const most = 40; // rows of a chart whose rows are not times; the table has all

/** Draws a chart as wide as its place. */
export function ChartView({ chart, table, words }: ChartProps) {
	const t = useTexts("reports");
	const title = t(`chart.${chart.name}` as Parameters<typeof t>[0]);
	const place = useRef<HTMLDivElement>(null);
	const width = useWidth(place);
	const colors = useColors();
	const [uPlot, setUPlot] = useState<typeof uPlotType>();
	useEffect(() => void import("uplot").then((m) => setUPlot(() => m.default)), []);
	const drawn = useMemo(() => dataOf(chart, table, words), [chart, table, words]);
	useEffect(() => {
		const element = place.current;
		if (uPlot === undefined || element === null || width === 0) {
			return;
		}
		const plot = new uPlot(
			{ ...optionsOf(drawn, chart, words, colors, uPlot), width, height },
			drawn.data,
			element,
		);
		return () => plot.destroy();
	}, [uPlot, drawn, chart, words, width, colors]);
	return (
		<figure className="chart">
			<figcaption>
				<h2>{title}</h2>
				<Legend chart={chart} words={words} colors={colors} />
			</figcaption>
			<div ref={place} className="plot" role="img" aria-label={t("reports.picture", { title })} />
		</figure>
	);
}

function Legend({ chart, words, colors }: Pick<ChartProps, "chart" | "words"> & { readonly colors: Colors }) {
	return (
		<ul className="legend">
			{chart.series.map((s, i) => (
				<li key={`${s.column.name} ${s.column.value}`}>
					<span className="swatch" style={{ background: colors.series[i % colors.series.length] }} />
					<bdi>{words.column(s.column)}</bdi>
				</li>
			))}
		</ul>
	);
}

interface Drawn {
	readonly labels: readonly string[];
	readonly data: uPlotType.AlignedData;
	readonly bars: boolean;
}

function dataOf(chart: Chart, table: Table, words: ReportWords): Drawn {
	const ofTimes = facetOf(table.by) === undefined;
	const rows = ofTimes ? table.rows : table.rows.slice(0, most);
	const series = chart.series.map((s) => s.values.slice(0, rows.length));
	return {
		labels: rows.map((r) => words.key(r.key)),
		data: [
			rows.map((_, i) => i),
			...(chart.stacked ? stacked(series).toReversed() : series.map((s) => [...s])),
		],
		bars: !ofTimes || chart.kind === "count",
	};
}

/** Each series on top of those before it; the last one is the highest, and is drawn first. */
function stacked(series: readonly (readonly (number | null)[])[]): (number | null)[][] {
	return series.map((s, i) =>
		s.map((_, row) => series.slice(0, i + 1).reduce((sum, below) => sum + (below[row] ?? 0), 0)),
	);
}

function optionsOf(
	{ labels, bars }: Drawn,
	chart: Chart,
	words: ReportWords,
	colors: Colors,
	uPlot: typeof uPlotType,
): Omit<uPlotType.Options, "width" | "height"> {
	const count = chart.series.length;
	const groups = !chart.stacked && bars ? count : 1;
	const axis = {
		stroke: colors.quiet,
		grid: { stroke: colors.line, width: 1 },
		ticks: { show: false },
		font,
	};
	const order = chart.stacked ? chart.series.toReversed() : chart.series;
	const lines = order.map((s, at): uPlotType.Series => {
		const i = chart.stacked ? count - 1 - at : at;
		const color = colors.series[i % colors.series.length] ?? colors.quiet;
		return {
			label: words.column(s.column),
			stroke: color,
			...(bars
				? { fill: color, width: 0, points: { show: false } }
				: { width: 2, points: { show: labels.length < 2 } }),
			...(bars && uPlot.paths.bars !== undefined ? { paths: barsOf(uPlot, groups, i) } : {}),
			spanGaps: false,
		};
	});
	return {
		legend: { show: false },
		cursor: { show: false },
		series: [{}, ...lines],
		scales: {
			x: { time: false, range: [-0.6, Math.max(labels.length - 0.4, 0.6)] },
			y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
		},
		axes: [
			{
				...axis,
				grid: { show: false },
				size: 30,
				space: 80,
				incrs: [1, 2, 5, 7, 10, 14, 20, 30, 50, 100],
				values: (_, at) => at.map((i) => labels[i] ?? ""),
			},
			{
				...axis,
				size: 54,
				incrs: steps[chart.kind],
				values: (_, at) => at.map((n) => words.number(n, chart.kind)),
			},
		],
	};
}

/** How far lines of a scale may be apart: whole counts, and times as clocks are read. */
const steps = {
	count: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
	seconds: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 604_800],
	grade: [0.5, 1],
};

const font = "11px system-ui, sans-serif";

/** Bars of one series; where several stand beside each other, moved to their place in the group. */
function barsOf(uPlot: typeof uPlotType, groups: number, at: number): uPlotType.Series.PathBuilder {
	const align = groups === 1 ? 0 : at < groups / 2 ? -1 : 1;
	const make = uPlot.paths.bars;
	if (make === undefined) {
		throw new Error("uPlot has no bars");
	}
	return make({ size: [0.7 / Math.min(groups, 2), 40], align });
}

interface Colors {
	readonly quiet: string;
	readonly line: string;
	readonly series: readonly string[];
}

const light = ["#2b6cb0", "#d97706", "#b3261e", "#1f7a44", "#7c3aed", "#0e7490", "#be185d", "#57534e"];
const dark = ["#7db4ea", "#f0b35a", "#ff9b93", "#6fcf97", "#b79bf5", "#67c7dc", "#f48fb8", "#b8b2a7"];

/** The colours of the theme that is shown. */
function useColors(): Colors {
	const theme = usePreferences((p) => p.theme);
	const [isDark, setDark] = useState(isDarkNow);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the document is dressed anew with the preference
	useEffect(() => {
		const look = () => setDark(isDarkNow());
		look();
		const observer = new MutationObserver(look);
		observer.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
		return () => observer.disconnect();
	}, [theme]);
	return isDark
		? { quiet: "#a3acba", line: "#343b47", series: dark }
		: { quiet: "#566072", line: "#dde2ea", series: light };
}

function isDarkNow(): boolean {
	return document.documentElement.dataset["mantineColorScheme"] === "dark";
}

/** How wide an element is, also after it has changed. */
function useWidth(place: React.RefObject<HTMLElement | null>): number {
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const element = place.current;
		if (element === null) {
			return;
		}
		const observer = new ResizeObserver(() => setWidth(element.clientWidth));
		observer.observe(element);
		return () => observer.disconnect();
	}, [place]);
	return width;
}
