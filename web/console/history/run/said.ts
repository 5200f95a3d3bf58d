// How values of chats are said in the language of the page.
import { useMemo } from "react";
import { useLanguage, useTexts } from "../../run/texts.ts";
import type { Problem } from "../model/checks.ts";
import type { Chat, Column, Look } from "../model/columns.ts";
import { type Counted, isNone } from "../model/facets.ts";
import { clockOf, secondsOf } from "../model/spans.ts";
import { type FacetName, type FieldName, fieldNamed, type Operator } from "../model/vocabulary.ts";
import type { Period } from "../model/zone.ts";
import type { NameOf } from "./lookups.ts";

type Key = Parameters<ReturnType<typeof useTexts<"history">>>[0];

/** Says names and values. */
export interface Said {
	readonly field: (name: FieldName) => string;
	readonly operator: (o: Operator, of: FieldName) => string;
	readonly word: (value: string) => string;
	readonly period: (p: Period) => string;
	readonly problem: (p: Problem) => string;
	readonly column: (c: Column) => string;
	readonly time: (iso: string) => string;
	readonly day: (iso: string) => string;
	/** From one moment to another. */
	readonly span: (from: string, to: string) => string;
	readonly number: (n: number) => string;
	/** What a column shows of a chat. */
	readonly cell: (c: Column, chat: Chat) => string;
	/** A value as facets and figures have it. */
	readonly counted: (field: FacetName, value: Counted, names: NameOf) => string;
}

/** Says them in the language of the page. */
export function useSaid(): Said {
	const t = useTexts("history");
	const language = useLanguage();
	return useMemo(() => saying(t, language), [t, language]);
}

function saying(t: ReturnType<typeof useTexts<"history">>, language: string): Said {
	const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
	const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
	const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
	const time = (iso: string) => (iso === "" ? "" : moments.format(new Date(iso)));
	const word = (value: string) => t(`value.${value}` as Key);
	const field = (name: FieldName) => t(`field.${keyOf(name)}` as Key);
	const looks: Partial<Record<Look, (value: string | number) => string>> = {
		time: (v) => time(String(v)),
		span: (v) => clockOf(secondsOf(String(v))),
		seconds: (v) => (Number(v) === 0 ? "" : clockOf(Number(v))),
		number: (v) => String(v),
		grade: (v) => t("history.grade", { count: Number(v) }),
		status: (v) => word(String(v)),
		source: (v) => word(String(v)),
		chatType: (v) => word(String(v)),
		sender: (v) => word(String(v)),
	};
	return {
		field,
		operator: (o, of) => {
			const kind = fieldNamed(of)?.kind;
			return kind === "time" && (o === "is" || o === "isNot") ? t(`during.${o}`) : t(`operator.${o}`);
		},
		word,
		period: (p) => t(`period.${p}`),
		problem: (p) => t(`problem.${p}`),
		column: (c) =>
			fieldNamed(c.name) === undefined ? t(`column.${c.name}` as Key) : field(c.name as FieldName),
		time,
		day: (iso) => days.format(new Date(iso)),
		span: (from, to) =>
			from <= to ? moments.formatRange(new Date(from), new Date(to)) : `${time(from)} – ${time(to)}`,
		number: (n) => numbers.format(n),
		cell: (c, chat) => {
			const value = c.of(chat);
			if (value === null || typeof value === "object") {
				return value === null ? "" : value.filter((v) => v !== "").join(", ");
			}
			return looks[c.look]?.(value) ?? String(value);
		},
		counted: (field, value, names) => {
			if (isNone(field, value)) {
				return t("history.none");
			}
			switch (fieldNamed(field)?.kind) {
				case "guid":
					return names(field, String(value)) ?? t("history.unknown", { id: String(value).slice(0, 8) });
				case "enum":
				case "boolean":
					return word(String(value));
				default:
					return field === "postChatSurvey.ratingGrade"
						? t("history.grade", { count: Number(value) })
						: String(value);
			}
		},
	};
}

/** A name as keys of texts have it, in which dots stand between other parts. */
export function keyOf(name: string): string {
	return name.replaceAll(".", "_");
}
