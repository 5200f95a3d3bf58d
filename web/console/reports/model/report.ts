// A report: what the server is asked for, and the table that its answers make. Each number
// comes with the search that yields it.
import type { components } from "../../../shared/api.js";
import { conditions } from "../../history/model/ask.ts";
import { type Counted, conditionFor } from "../../history/model/facets.ts";
import {
	allChats,
	type Condition,
	type Group,
	narrowed,
	type Part,
	type Query,
} from "../../history/model/query.ts";
import type { Clock } from "../../history/model/zone.ts";
import {
	type Dimension,
	expectedKeys,
	facetOf,
	groupingOf,
	partsFor,
	type Within,
	withinOf,
} from "./dimension.ts";

/** What a report is about. */
export const subjects = ["figures", "ratings", "categories"] as const;

/** One of them. */
export type Subject = (typeof subjects)[number];

/** A report over a search. */
export interface Report {
	readonly where: Group;
	readonly by: Dimension;
	readonly about: Subject;
}

/** The body that asks for figures. */
export type Question = components["schemas"]["Aggregation"];
/** What is answered. */
export type Answer = components["schemas"]["Aggregate"];

type Grouping = NonNullable<Question["groupBy"]>[number];
type Measure = NonNullable<Question["measures"]>[number];

/** What a report needs to be told: of chats and of given up ones, row by row and all together. */
export interface Questions<T> {
	readonly chats: T;
	readonly allChats: T;
	/** Chats by row and column, where columns split the rows. */
	readonly split: T;
	readonly allSplit: T;
}

/** What is asked, and of which chats. */
export interface Asked {
	readonly givenUp: boolean;
	readonly body: Question;
}

const measures: Readonly<Record<Subject, readonly Measure[]>> = {
	figures: [
		"waitingTime.median",
		"waitingTime.p90",
		"avgResponseTime.median",
		"avgResponseTime.p90",
		"duration.median",
		"duration.p90",
		"postChatSurvey.ratingGrade.average",
	],
	ratings: ["postChatSurvey.ratingGrade.average"],
	categories: [],
};

/** By what columns split the chats of a row. */
const splits = {
	figures: "status",
	ratings: "postChatSurvey.ratingGrade",
	categories: "categoryOptionId",
} as const;

/** What the server is asked for a report. */
export function questionsOf(report: Report, clock: Clock): Questions<Asked> {
	const by = groupingOf(report.by) as Grouping;
	const split = splits[report.about];
	const givenUp = report.about === "figures";
	const ask = (givenUp: boolean, groupBy: readonly Grouping[], measured: readonly Measure[]): Asked => ({
		givenUp,
		body: {
			...conditions(report.where, clock),
			groupBy: [...groupBy],
			measures: [...measured],
			timeZone: clock.zone,
		},
	});
	return {
		chats: ask(false, [by], measures[report.about]),
		allChats: ask(false, [], measures[report.about]),
		split: ask(givenUp, [by, split], []),
		allSplit: ask(givenUp, [split], []),
	};
}

/** What the numbers of a column are. */
export interface Column {
	/** The name of its text, or of what it counts. */
	readonly name: string;
	readonly kind: "count" | "seconds" | "grade";
	/** Of a column that counts one value of a field: the value. */
	readonly value?: Counted;
}

/** A number, and the search for the chats that it was made of. */
export interface Cell {
	readonly value: number | null;
	/** Undefined where a search cannot say which they are. */
	readonly query: Query | undefined;
}

/** The numbers of one agent, day … */
export interface Row {
	readonly key: Counted;
	readonly cells: readonly Cell[];
}

/** A report as a table. */
export interface Table {
	readonly by: Dimension;
	readonly about: Subject;
	readonly columns: readonly Column[];
	readonly rows: readonly Row[];
	/** Of all chats together: one that several agents had counts once. */
	readonly total: readonly Cell[];
}

/** A column, and how its cells are made. */
interface Maker {
	readonly column: Column;
	readonly value: (g: Found) => number | null;
	readonly givenUp: boolean;
	readonly more: readonly Condition[];
}

/** What was found of a row. */
interface Found {
	readonly chats: Counts | undefined;
	readonly split: ReadonlyMap<Counted, number>;
}

type Counts = Answer["groups"][number];

/** The table that the answers make. */
export function tableOf(report: Report, answers: Questions<Answer>, clock: Clock): Table {
	const within = withinOf(report.where, clock);
	const makers = makersOf(report.about, answers);
	const rows = rowsOf(report, answers, within).map(([key, found]) => {
		const parts = partsFor(report.by, key, within);
		return { key, cells: makers.map((m) => cellOf(m, found, report.where, parts)) };
	});
	const all: Found = {
		chats: answers.allChats.groups[0],
		split: new Map(answers.allSplit.groups.map((g) => [g.keys[splits[report.about]] as Counted, g.count])),
	};
	return {
		by: report.by,
		about: report.about,
		columns: makers.map((m) => m.column),
		rows,
		total: makers.map((m) => cellOf(m, all, report.where, [])),
	};
}

function cellOf(m: Maker, found: Found, where: Group, parts: readonly Part[] | undefined): Cell {
	return {
		value: m.value(found),
		query: parts && { ...allChats, givenUp: m.givenUp, where: narrowed(where, ...parts, ...m.more) },
	};
}

/** What was found of each row: those that must be there in their order, then the most frequent first. */
function rowsOf(report: Report, answers: Questions<Answer>, within: Within): readonly [Counted, Found][] {
	const by = groupingOf(report.by);
	const split = splits[report.about];
	const found = new Map<Counted, { chats: Counts | undefined; split: Map<Counted, number> }>();
	const at = (key: Counted) => {
		const known = found.get(key) ?? { chats: undefined, split: new Map<Counted, number>() };
		found.set(key, known);
		return known;
	};
	for (const key of expectedKeys(report.by, within)) {
		at(key);
	}
	for (const g of answers.chats.groups) {
		at(g.keys[by] as Counted).chats = g;
	}
	for (const g of answers.split.groups) {
		at(g.keys[by] as Counted).split.set(g.keys[split] as Counted, g.count);
	}
	const rows = [...found];
	return facetOf(report.by) === undefined
		? rows.toSorted(([a], [b]) => (a === b ? 0 : a === null || (b !== null && a < b) ? -1 : 1))
		: rows.toSorted(([, a], [, b]) => (b.chats?.count ?? 0) - (a.chats?.count ?? 0));
}

const chats: Maker = {
	column: { name: "chats", kind: "count" },
	value: (g) => g.chats?.count ?? 0,
	givenUp: false,
	more: [],
};

function measured(measure: Measure, kind: Column["kind"], more: readonly Condition[] = []): Maker {
	return {
		column: { name: measure, kind },
		value: (g) => g.chats?.figures[measure] ?? null,
		givenUp: false,
		more,
	};
}

const rated: Condition = { field: "postChatSurvey.ratingGrade", operator: "exists", values: [] };

function givenUp(name: string, ...statuses: readonly string[]): Maker {
	return {
		column: { name, kind: "count" },
		value: (g) => statuses.reduce((sum, s) => sum + (g.split.get(s) ?? 0), 0),
		givenUp: true,
		more: [{ field: "status", operator: "is", values: statuses }],
	};
}

function makersOf(about: Subject, answers: Questions<Answer>): readonly Maker[] {
	const average = measured("postChatSurvey.ratingGrade.average", "grade", [rated]);
	if (about === "figures") {
		const times = measures.figures.filter((m) => m !== average.column.name);
		return [
			chats,
			givenUp("missed", "missed", "switchedToMessage"),
			givenUp("refused", "refused"),
			...times.map((m) => measured(m, "seconds")),
			average,
		];
	}
	const counted = valuesOf(about, answers).map((value) => countOf(splits[about], value));
	return about === "ratings" ? [chats, average, ...counted] : [chats, ...counted];
}

function countOf(field: "postChatSurvey.ratingGrade" | "categoryOptionId", value: Counted): Maker {
	return {
		column: { name: field, kind: "count", value },
		value: (g) => g.split.get(value) ?? 0,
		givenUp: false,
		more: [conditionFor(field, value)],
	};
}

/** The values that get a column: grades from the best, options from the most frequent. */
function valuesOf(about: Exclude<Subject, "figures">, answers: Questions<Answer>): readonly Counted[] {
	const groups = answers.allSplit.groups;
	const order = (g: Counts) => Number(g.keys[splits.ratings] ?? -1);
	const sorted =
		about === "ratings"
			? groups.toSorted((a, b) => order(b) - order(a))
			: groups.toSorted((a, b) => b.count - a.count);
	return sorted.map((g) => g.keys[splits[about]] as Counted);
}
