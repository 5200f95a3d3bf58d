// All languages say the same.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Catalogue, chooseLanguage, directionOf, reader } from "./texts.ts";

const folder = new URL("../texts/", import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Catalogue;
const files = readdirSync(folder).filter((f) => f.endsWith(".json"));
const languages = files.map((f) => f.replace(".json", ""));

// The console has a file for each area and language: work.de.json.
const consoles = "../../console/texts/";
const areas = readdirSync(new URL(consoles, folder)).map((file) => {
	const [area = "", language = ""] = file.split(".");
	return {
		what: `${area} of the console`,
		language,
		file: consoles + file,
		like: `${consoles}${area}.en.json`,
	};
});
const all = [
	...languages.map((language) => ({
		what: "the widget",
		language,
		file: `${language}.json`,
		like: "en.json",
	})),
	...areas,
];

function placeholders(text: string): string[] {
	return [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "").sort();
}

describe.each(all)("the texts of $what in $language", ({ language, file, like }) => {
	const texts = read(file);
	const english = read(like);

	test("have the keys of the English ones, in their order", () => {
		expect(Object.keys(texts)).toEqual(Object.keys(english));
	});

	test("have the placeholders of the English ones, and no empty text", () => {
		for (const [key, text] of Object.entries(texts)) {
			const said = english[key];
			const wanted = placeholders(typeof said === "string" ? said : (said?.["other"] ?? ""));
			for (const form of typeof text === "string" ? [text] : Object.values(text)) {
				expect(placeholders(form), key).toEqual(wanted);
				expect(form.trim(), key).not.toBe("");
			}
		}
	});

	test("have the plural forms of the language where English has some, and nowhere else", () => {
		const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
		for (const [key, text] of Object.entries(texts)) {
			expect(typeof text, key).toBe(typeof english[key]);
			if (typeof text !== "string") {
				expect(Object.keys(text).toSorted(), key).toEqual(forms);
			}
		}
	});
});

test("every area of the console is in every language of its shell, one of them from right to left", () => {
	const of = (what: string) => areas.filter((a) => a.what === what).map((a) => a.language);
	const spoken = of("shell of the console");
	for (const { what } of areas) {
		expect(of(what), what).toEqual(spoken);
	}
	expect(spoken).toEqual(expect.arrayContaining(["ar", "de", "en"]));
});

test("there are at least 20 languages, three of them from right to left", () => {
	expect(languages.length).toBeGreaterThanOrEqual(20);
	expect(languages.filter((l) => directionOf(l) === "rtl")).toEqual(["ar", "fa", "he"]);
});

describe("a reader", () => {
	const texts = { hi: "Hi {name}", stars: { one: "{count} star", other: "{count} stars" } };

	test("fills in values and leaves what it has none for", () => {
		const t = reader("en", texts);
		expect(t("hi", { name: "Vi" })).toBe("Hi Vi");
		expect(t("hi")).toBe("Hi {name}");
		expect(t("nothing")).toBe("nothing");
	});

	test("chooses the plural form and writes numbers as the language does", () => {
		expect(reader("en", texts)("stars", { count: 1 })).toBe("1 star");
		expect(reader("de", texts)("stars", { count: 12_000 })).toBe("12.000 stars");
		expect(reader("ru", read("ru.json"))("survey.stars", { count: 22 })).toBe("22 звезды");
		expect(reader("ar", read("ar.json"))("chat.new", { count: 3 })).toContain("رسائل");
	});

	test("lets a campaign's texts go first, also in the place of plural forms", () => {
		const t = reader("en", texts, { hi: "Welcome {name}", stars: "{count} points" });
		expect(t("hi", { name: "Vi" })).toBe("Welcome Vi");
		expect(t("stars", { count: 1 })).toBe("1 points");
	});

	test("fills values in once, so that a name cannot name another", () => {
		expect(reader("en", { hi: "{a}{b}" })("hi", { a: "{b}", b: "x" })).toBe("{b}x");
		expect(reader("en", {})("toString")).toBe("toString");
	});
});

test("a language is the first that there is, also for a region", () => {
	expect(chooseLanguage(["de-AT"], languages)).toBe("de");
	expect(chooseLanguage(["xx", "pt_BR"], languages)).toBe("pt");
	expect(chooseLanguage(["iw"], languages)).toBe("he");
	expect(chooseLanguage([""], languages)).toBe("en");
});
