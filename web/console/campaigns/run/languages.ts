// The languages that the widget speaks, and its texts in each.
import { useQuery } from "@tanstack/react-query";
import type { Catalogue } from "../../../shared/model/texts.ts";

type Loaded = { readonly default: Catalogue };

const catalogues = import.meta.glob<Loaded>("../../../shared/texts/*.json");
const byTag = new Map(
	Object.entries(catalogues).map(([path, load]) => [
		path.slice(path.lastIndexOf("/") + 1).replace(".json", ""),
		load,
	]),
);

/** Their tags. */
export const widgetLanguages: readonly string[] = [...byTag.keys()];

/** The widget's texts in a language, in English where it does not speak it; none until they are there. */
export function useCatalogue(language: string): Catalogue {
	const { data } = useQuery({
		queryKey: ["texts of the widget", language],
		queryFn: async () => (await (byTag.get(language) ?? byTag.get("en"))?.())?.default ?? {},
		staleTime: Number.POSITIVE_INFINITY,
	});
	return data ?? none;
}

const none: Catalogue = {};

/** A language in itself. */
export function languageName(tag: string): string {
	try {
		return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
	} catch {
		return tag; // what the API took need not be one that the browser knows
	}
}

/** Languages to choose from, with those that are there already, by their names. */
export function languagesWith(...others: readonly string[]): readonly string[] {
	const all = [...new Set([...widgetLanguages, ...others.filter((o) => o !== "")])];
	const names = new Intl.Collator();
	return all.toSorted((a, b) => names.compare(languageName(a), languageName(b)));
}
