import { describe, expect, test } from "vitest";
import { contrastOf, paletteOf } from "./color.ts";

const pages = [
	["#ffffff", "#f3f4f7"],
	["#16191f", "#242932"],
] as const;
const colors = [
	"#2b6cb0",
	"#ffffff",
	"#000000",
	"#ffff00",
	"#ff0000",
	"#777777",
	"#16191f",
	"#808080",
	"#e6f0ff",
];
const more = Array.from(
	{ length: 200 },
	(_, i) => `#${((i * 7_919_131) % 0x1000000).toString(16).padStart(6, "0")}`,
);

describe.each(pages)("on %s", (page, raised) => {
	test("whatever the colour, what is written can be read", () => {
		for (const color of [...colors, ...more]) {
			const p = paletteOf(color, page, raised);
			expect(contrastOf(p.onFill, p.fill), `on the fill of ${color}`).toBeGreaterThanOrEqual(4.5);
			expect(contrastOf(p.ink, page), `${color} on the page`).toBeGreaterThanOrEqual(4.5);
			expect(contrastOf(p.ink, raised), `${color} on what is raised`).toBeGreaterThanOrEqual(4.5);
			expect(contrastOf(p.fill, page), `the fill of ${color}`).toBeGreaterThanOrEqual(3);
		}
	});

	test("a colour that can be read is taken as it is", () => {
		expect(paletteOf("#c2410c", "#ffffff", "#f3f4f7")).toEqual({
			fill: "#c2410c",
			onFill: "#ffffff",
			ink: "#c2410c",
		});
	});
});

test("contrast is that of WCAG", () => {
	expect(contrastOf("#000000", "#ffffff")).toBeCloseTo(21);
	expect(contrastOf("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});
