// A campaign's own texts, in the place of the widget's.

import type { PreviewScreen } from "../../../shared/model/preview.ts";
import type { Catalogue } from "../../../shared/model/texts.ts";
import { withWords } from "../../settings/model/order.ts";

/** By language, then by key. */
export type Wordings = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The longest that the server takes, in characters. */
export const longestText = 500;

/** The wordings with a text; an empty one leaves the widget's own. */
export function withWording(
	all: Wordings,
	language: string,
	key: string,
	text: string,
): Record<string, Record<string, string>> {
	const { [key]: _, ...others } = all[language] ?? {};
	const texts = text === "" ? others : { ...others, [key]: text };
	const { [language]: __, ...rest } = all;
	const next = Object.keys(texts).length === 0 ? rest : { ...rest, [language]: texts };
	return Object.fromEntries(Object.entries(next).map(([tag, of]) => [tag, { ...of }]));
}

/** One of the widget's texts with what stands in its place. */
export interface Row {
	readonly key: string;
	/** The widget's own; where it has plural forms the general one, and empty for a key of nobody's. */
	readonly usual: string;
	/** The campaign's; empty for none. */
	readonly own: string;
}

/** All texts of a language, and those of the campaign's that the widget does not know. */
export function rowsOf(all: Wordings, language: string, catalogue: Catalogue): readonly Row[] {
	const own = all[language] ?? {};
	const strange = Object.keys(own).filter((key) => !Object.hasOwn(catalogue, key));
	return [...Object.keys(catalogue), ...strange].map((key) => ({
		key,
		usual: usualOf(Object.hasOwn(catalogue, key) ? catalogue[key] : ""),
		own: Object.hasOwn(own, key) ? (own[key] ?? "") : "",
	}));
}

function usualOf(text: Catalogue[string] | undefined): string {
	return typeof text === "object" ? (text["other"] ?? "") : (text ?? "");
}

/** The values, such as {name}, that the widget's text has and the campaign's lacks. */
export function missingValues({ usual, own }: Row): readonly string[] {
	const values = usual.match(/\{\w+\}/g) ?? [];
	return own === "" ? [] : [...new Set(values)].filter((v) => !own.includes(v));
}

const everywhere = ["header.", "frame."];

const onScreens: Readonly<Record<PreviewScreen, readonly string[]>> = {
	button: ["button."],
	invitation: ["button.online", "invitation."],
	preChat: [...everywhere, "preChat.", "field."],
	chat: [...everywhere, "chat.", "composer.", "line.", "menu.", "end."],
	offline: [...everywhere, "offline.", "field."],
	survey: [...everywhere, "survey.", "ended.", "thanks."],
};

/** Those that have all words that are looked for; without any, those of a screen and the campaign's own. */
export function rowsShown(rows: readonly Row[], screen: PreviewScreen, wanted: string): readonly Row[] {
	if (wanted.trim() !== "") {
		return withWords(rows, wanted, (r) => `${r.key} ${r.usual} ${r.own}`);
	}
	return rows.filter((r) => r.own !== "" || onScreens[screen].some((begin) => r.key.startsWith(begin)));
}
