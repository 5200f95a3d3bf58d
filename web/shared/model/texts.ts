// Texts of one language, as shared/texts has them: a key leads to a text, or to one for
// each plural form of the language.

/** Plural forms by their name: "one", "few", "other" … */
export type Plural = Readonly<Record<string, string>>;

/** All texts of a language, by key. */
export type Catalogue = Readonly<Record<string, string | Plural>>;

/** What stands in the place of `{name}`; a number is written as the language does. */
export type Values = Readonly<Record<string, string | number>>;

/** Gives the text of a key. */
export type Reader<Key extends string = string> = (key: Key, values?: Values) => string;

/** A text that is still to be read in some language. */
export interface Said<Key extends string = string> {
	readonly key: Key;
	readonly values?: Values;
}

const rightToLeft: ReadonlySet<string> = new Set(["ar", "fa", "he", "ur"]);

/** The direction in which a language is written. */
export function directionOf(language: string): "ltr" | "rtl" {
	return rightToLeft.has(primary(language)) ? "rtl" : "ltr";
}

/** The first language that there are texts for; wanted ones are tags such as "de-AT". */
export function chooseLanguage(wanted: readonly string[], there: readonly string[]): string {
	for (const tag of wanted) {
		const found = [tag.toLowerCase(), primary(tag)].find((t) => there.includes(t));
		if (found !== undefined) {
			return found;
		}
	}
	return "en";
}

function primary(tag: string): string {
	const first = tag.toLowerCase().split(/[-_]/)[0] ?? "";
	return first === "iw" ? "he" : first === "nb" || first === "nn" ? "no" : first;
}

/**
 * Reads a catalogue. What overrides has goes before it; a key that neither has reads as
 * itself. The plural form is that of the value `count`.
 */
export function reader(language: string, texts: Catalogue, overrides: Catalogue = {}): Reader {
	const plurals = new Intl.PluralRules(language);
	const numbers = new Intl.NumberFormat(language);
	return (key, values = {}) => {
		const own = (c: Catalogue) => (Object.hasOwn(c, key) ? c[key] : undefined);
		const found = own(overrides) ?? own(texts) ?? key;
		const form = typeof found === "string" ? found : pluralForm(found, plurals, values["count"]);
		return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
			const value = Object.hasOwn(values, name) ? values[name] : undefined;
			return typeof value === "number" ? numbers.format(value) : (value ?? whole);
		});
	};
}

function pluralForm(forms: Plural, rules: Intl.PluralRules, count: string | number | undefined): string {
	const form = typeof count === "number" ? rules.select(count) : "other";
	return forms[form] ?? forms["other"] ?? "";
}
