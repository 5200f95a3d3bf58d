// Views of the console say nothing of their own: every text comes from the files of texts,
// and each of those is used.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = new URL("./", import.meta.url);
const files = readdirSync(here, { recursive: true, encoding: "utf8" }).filter((f) =>
	/(?<!test)\.tsx?$/.test(f),
);
const source = new Map(files.map((f) => [f, readFileSync(new URL(f, here), "utf8")] as const));

// Between two tags, or in an attribute that is shown or read out, a word would be a text.
const words = />[^<>{}()=;]*[A-Za-z]{2,}[^<>{}()=;]*<\//g;
const attributes = /\b(?:aria-label|title|placeholder|alt|label)="[^"]*[A-Za-z]/g;

function literals(text: string): string[] {
	return [...text.matchAll(words), ...text.matchAll(attributes)].map((m) => m[0]);
}

test("no view has a text of its own", () => {
	const found = [...source]
		.filter(([file]) => file.endsWith(".tsx"))
		.flatMap(([file, text]) => literals(text).map((l) => `${file}: ${l}`));
	expect(found).toEqual([]);
});

test("a text of one's own is found", () => {
	expect(literals('<p class="x">Hello there</p>')).toHaveLength(1);
	expect(literals('<Button aria-label="Close">{x}</Button>')).toHaveLength(1);
});

test("every text is used", () => {
	const all = [...source.values()].join("\n");
	// A key that is put together stands with its beginning: `theme.${name}`.
	const used = (key: string) =>
		all.includes(`"${key}"`) || all.includes(`\`${key.slice(0, key.lastIndexOf(".") + 1)}\${`);
	const english = readdirSync(new URL("texts/", here)).filter((f) => f.endsWith(".en.json"));
	const unused = english.flatMap((file) =>
		Object.keys(JSON.parse(readFileSync(new URL(`texts/${file}`, here), "utf8")) as object)
			.filter((key) => !used(key))
			.map((key) => `${file}: ${key}`),
	);
	expect(unused).toEqual([]);
});

test("no view makes markup of a text", () => {
	for (const [file, text] of source) {
		expect(text, file).not.toMatch(
			/innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|\beval\b/,
		);
	}
});
