// The texts of the console: a file for each area and language, loaded when they are shown.
import { use } from "react";
import { type Catalogue, chooseLanguage, type Reader, reader } from "../../shared/model/texts.ts";
import type account from "../texts/account.en.json";
import type audit from "../texts/audit.en.json";
import type campaigns from "../texts/campaigns.en.json";
import type content from "../texts/content.en.json";
import type history from "../texts/history.en.json";
import type openid from "../texts/openid.en.json";
import type reports from "../texts/reports.en.json";
import type secondfactor from "../texts/secondfactor.en.json";
import type settings from "../texts/settings.en.json";
import type shell from "../texts/shell.en.json";
import type start from "../texts/start.en.json";
import type visitors from "../texts/visitors.en.json";
import type work from "../texts/work.en.json";
import { loaded } from "./loading.ts";
import { usePreferences } from "./preferences.ts";

/** The keys of each area's texts. */
export interface Areas {
	readonly shell: keyof typeof shell;
	readonly secondfactor: keyof typeof secondfactor;
	readonly visitors: keyof typeof visitors;
	readonly campaigns: keyof typeof campaigns;
	readonly history: keyof typeof history;
	readonly openid: keyof typeof openid;
	readonly reports: keyof typeof reports;
	readonly settings: keyof typeof settings;
	readonly start: keyof typeof start;
	readonly work: keyof typeof work;
	readonly account: keyof typeof account;
	readonly audit: keyof typeof audit;
	readonly content: keyof typeof content;
}

/** A file of texts. */
export type Loaded = { readonly default: Catalogue };

// Those of the first look are known at once, where the others are is loaded: there are many.
const first = import.meta.glob<Loaded>("../texts/{shell,work}.*.json");

const placeOf = (area: string, language: string) => `../texts/${area}.${language}.json`;

/** The languages that the console speaks, by tag. */
export const languages: readonly string[] = Object.keys(first).flatMap(
	(place) => /shell\.(.+)\.json$/.exec(place)?.[1] ?? [],
);

/** The language that is spoken: the one that was chosen, or else the browser's. */
export function spoken(chosen: string): string {
	return chooseLanguage(chosen === "" ? navigator.languages : [chosen], languages);
}

/** The tag of the language that is spoken now. */
export function useLanguage(): string {
	return spoken(usePreferences((p) => p.language));
}

const readers = new Map<string, Promise<Reader>>();

async function load(area: string, language: string): Promise<Reader> {
	const place = placeOf(area, language);
	const catalogue = first[place] ?? (await import("./moretexts.ts")).more[place];
	const texts = await catalogue?.();
	return reader(language, texts?.default ?? {});
}

/** Loads where the texts of all areas are, so that an area need not wait for it. */
export function prepareTexts(): void {
	void import("./moretexts.ts").catch(() => {}); // it is loaded again when it is needed
}

/** Begins to load an area's texts, so that they are there when it is shown. */
export function readerOf(area: keyof Areas, language: string): Promise<Reader> {
	const name = `${area}.${language}`;
	const known = readers.get(name);
	if (known !== undefined) {
		return known;
	}
	const loading = loaded(load(area, language));
	readers.set(name, loading);
	loading.catch(() => readers.delete(name));
	return loading;
}

/** Reads the texts of an area; suspends until they are there. */
export function useTexts<Area extends keyof Areas>(area: Area): Reader<Areas[Area]> {
	return use(readerOf(area, useLanguage()));
}
