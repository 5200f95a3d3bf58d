// The texts of each language, loaded when they are needed.

import type { Settings } from "../../shared/model/settings.ts";
import { type Catalogue, chooseLanguage, reader } from "../../shared/model/texts.ts";
import type { Reader } from "../model/words.ts";

type Loaded = { readonly default: Catalogue };

const catalogues = import.meta.glob<Loaded>("../../shared/texts/*.json");

const folder = "../../shared/texts/";

/** The languages that there are, by tag. */
export const languages: readonly string[] = Object.keys(catalogues).map((path) =>
	path.slice(folder.length, -".json".length),
);

/** A language with its texts. */
export interface Language {
	readonly tag: string;
	readonly read: Reader;
}

/** Loads the language of the page, or else the campaign's. */
export async function loadLanguage(page: string, settings: Settings): Promise<Language> {
	const wanted = [page, settings.language, "en"].filter((tag) => tag !== "");
	const tag = chooseLanguage(wanted, languages);
	const own = (t: string) => settings.texts[t] ?? {};
	const overrides = { ...own(tag), ...own(page.toLowerCase()) };
	const loaded = await catalogues[`${folder}${tag}.json`]?.();
	return { tag, read: reader(tag, loaded?.default ?? {}, overrides) };
}
