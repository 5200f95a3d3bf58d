// Views say nothing of their own: every text comes from the language files, and each of
// those is used.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import english from "../../shared/texts/en.json";

const widget = new URL("../", import.meta.url);
const files = readdirSync(widget, { recursive: true, encoding: "utf8" }).filter((f) =>
	/(?<!test)\.tsx?$/.test(f),
);
const source = new Map(files.map((f) => [f, readFileSync(new URL(f, widget), "utf8")] as const));

// Between two tags, or in an attribute that is shown or read out, a word would be a text.
const words = />[^<>{}()=;]*[A-Za-z]{2,}[^<>{}()=;]*<\//g;
const attributes = /(?:aria-label|title|placeholder|alt)="[^"]*[A-Za-z]/g;

function literals(text: string): string[] {
	return [...text.matchAll(words), ...text.matchAll(attributes)].map((m) => m[0]);
}

test.each(files.filter((f) => f.endsWith(".tsx")))("%s has no text of its own", (file) => {
	expect(literals(source.get(file) ?? "")).toEqual([]);
});

test("a text of one's own is found", () => {
	expect(literals('<p class="x">Hello there</p>')).toHaveLength(1);
	expect(literals('<button aria-label="Close">{x}</button>')).toHaveLength(1);
});

test("every text is used", () => {
	const all = [...source.values()].join("\n");
	const unused = Object.keys(english).filter((key) => !key.startsWith("field.") && !all.includes(`"${key}"`));
	expect(unused).toEqual([]);
});

test("no view makes markup of a text", () => {
	for (const [file, text] of source) {
		expect(text, file).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
	}
});
