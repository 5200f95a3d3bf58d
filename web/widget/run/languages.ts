// The texts of each language, loaded when they are needed.

import type { Settings } from "../../shared/model/settings.ts";
import { type Catalogue, chooseLanguage, reader } from "../../shared/model/texts.ts";
import type { Reader } from "../model/words.ts";

type Loaded = { readonly default: Catalogue };

const catalogues = import.meta.glob<Loaded>("../../shared/texts/*.json");

/** The languages that there are, by tag. */
export const languages: readonly string[] = Object.keys(catalogues).map(tagOf);

function tagOf(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1, -".json".length);
}

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
	return { tag, read: reader(tag, await load(tag), overrides) };
}

async function load(tag: string): Promise<Catalogue> {
	for (const path of Object.keys(catalogues)) {
		if (tagOf(path) === tag) {
			return (await catalogues[path]?.())?.default ?? {};
		}
	}
	return {};
}
