import { describe, expect, test } from "vitest";
import { pieces } from "./links.ts";

const linksIn = (text: string) => pieces(text).flatMap((p) => (p.href === undefined ? [] : [p.href]));

describe("links", () => {
	test.each([
		["see https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]],
		["(http://example.com/a_(b))", ["http://example.com/a_(b)"]],
		["www.example.com, or me@example.com!", ["https://www.example.com", "mailto:me@example.com"]],
		["mailto:you@example.com", ["mailto:you@example.com"]],
		["HTTPS://EXAMPLE.COM", ["HTTPS://EXAMPLE.COM"]],
		["https://例え.jp/道。", ["https://例え.jp/道"]],
		["no link here: 10:30, a/b, and.so.on", []],
		["https://", []],
	])("%s", (text, links) => {
		expect(linksIn(text)).toEqual(links);
	});

	test("together the pieces are the text", () => {
		for (const text of ["", "a https://b.c d", "https://b.c", "x@y.zz.", "\n\nhttps://a.b\n"]) {
			expect(
				pieces(text)
					.map((p) => p.text)
					.join(""),
			).toBe(text);
		}
	});
});

const hosts = ["evil.example", "shop.example@evil.example", "x"];
const schemes = [
	"javascript:alert(1)",
	"JaVaScRiPt:alert(1)",
	"java\tscript:alert(1)",
	"javascript://%0aalert(1)",
	"data:text/html,<script>alert(1)</script>",
	"vbscript:msgbox(1)",
	"file:///etc/passwd",
	"blob:https://evil.example/1",
	"about:blank",
	"//evil.example",
	"https:/evil.example",
	"\u0000https://",
	"\u202ehttps://evil.example",
	"mailto:a@b.cc?subject=x&body=<script>",
];
const wraps = [
	(s: string) => s,
	(s: string) => `<a href="${s}">x</a>`,
	(s: string) => `<img src=x onerror="${s}">`,
	(s: string) => `"><svg onload=${s}>`,
	(s: string) => `https://ok.example/"onmouseover="${s}`,
	(s: string) => `https://ok.example/'><script>${s}</script>`,
	(s: string) => `[x](${s})`,
];

describe("hostile texts", () => {
	const texts = wraps.flatMap((wrap) => [...schemes, ...hosts.map((h) => `https://${h}`)].map(wrap));
	test.each(texts)("%s", (text) => {
		const all = pieces(text);
		expect(all.map((p) => p.text).join("")).toBe(text);
		for (const href of linksIn(text)) {
			expect(href).toMatch(/^(https?:\/\/|mailto:)/i);
			expect(href).not.toMatch(/[\s"'<>`\p{C}]/u);
			const url = new URL(href);
			expect(["http:", "https:", "mailto:"]).toContain(url.protocol);
			expect(url.username).toBe("");
		}
	});

	test.each([
		"https://".repeat(1_000) + ")".repeat(8_000),
		"a@".repeat(4_000),
		`www.${"(".repeat(8_000)}`,
	])("long ones come to an end", (text) => {
		expect(
			pieces(text)
				.map((p) => p.text)
				.join(""),
		).toBe(text);
	});
});
