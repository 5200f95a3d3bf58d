// How the keys and columns of a report are said in the language of the page.
import { useMemo } from "react";
import type { Counted } from "../../history/model/facets.ts";
import { clockOf } from "../../history/model/spans.ts";
import type { FacetName } from "../../history/model/vocabulary.ts";
import type { NameOf } from "../../history/run/lookups.ts";
import { type Said, useSaid } from "../../history/run/said.ts";
import { useLanguage, useTexts } from "../../run/texts.ts";
import { type Dimension, facetOf, readDay } from "../model/dimension.ts";
import type { Column, Table } from "../model/report.ts";
import type { Words } from "../model/shown.ts";

/** Says what a report's table holds. */
export interface ReportWords extends Words {
	readonly number: (value: number | null, kind: Column["kind"]) => string;
}

/** The field whose values the columns of a report count. */
export function columnField(table: Table): FacetName | undefined {
	return table.about === "figures"
		? undefined
		: table.about === "ratings"
			? "postChatSurvey.ratingGrade"
			: "categoryOptionId";
}

/** Says them in the language of the page, with the names that are known. */
export function useReportWords(table: Table, names: NameOf): ReportWords {
	const t = useTexts("reports");
	const said = useSaid();
	const language = useLanguage();
	return useMemo(() => wordsOf(table, names, t, said, language), [table, names, t, said, language]);
}

type Texts = ReturnType<typeof useTexts<"reports">>;

function wordsOf(table: Table, names: NameOf, t: Texts, said: Said, language: string): ReportWords {
	const counts = columnField(table);
	const averages = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 2 });
	return {
		by: t(`by.${table.by}`),
		total: t("reports.total"),
		column: (c) =>
			c.value !== undefined && counts !== undefined
				? said.counted(counts, c.value, names)
				: t(`figure.${c.name.replaceAll(".", "_")}` as Parameters<Texts>[0]),
		key: (key) => keyOf(table.by, key, names, said, language) ?? t("reports.none"),
		number: (value, kind) =>
			value === null
				? "–"
				: kind === "seconds"
					? clockOf(value)
					: kind === "grade"
						? averages.format(value)
						: said.number(value),
	};
}

/** Undefined for what has no value. */
function keyOf(by: Dimension, key: Counted, names: NameOf, said: Said, language: string): string | undefined {
	const facet = facetOf(by);
	if (facet !== undefined) {
		return said.counted(facet, key, names);
	}
	if (key === null) {
		return undefined;
	}
	const utc = (options: Intl.DateTimeFormatOptions, ...at: [number, number, number, number?]) =>
		new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options }).format(Date.UTC(...at));
	switch (by) {
		case "hour":
			return utc({ hour: "numeric", minute: "2-digit" }, 2024, 0, 1, Number(key));
		case "weekday":
			return utc({ weekday: "long" }, 2024, 0, Number(key)); // which began on a Monday
		default: {
			const { year, month, day } = readDay(String(key));
			return utc(
				by === "month" ? { year: "numeric", month: "long" } : { dateStyle: "medium" },
				year,
				month - 1,
				day,
			);
		}
	}
}
