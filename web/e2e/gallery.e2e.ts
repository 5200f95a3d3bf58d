// Every state of the widget is accessible, in both themes and both directions: axe-core
// finds nothing in any.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, serveDist, show, states } from "./gallerypages.ts";

let browser: Browser;
let served: Awaited<ReturnType<typeof serveDist>>;
let axe: string;

beforeAll(async () => {
	served = await serveDist();
	browser = await launch();
	axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
});

afterAll(async () => {
	await browser.close();
	served.server.close();
});

async function open(width: number, height: number): Promise<Page> {
	// The page's policy forbids what axe-core does to put itself there.
	const context = await browser.newContext({
		viewport: { width, height },
		reducedMotion: "reduce",
		bypassCSP: true,
	});
	const page = await context.newPage();
	await page.addInitScript(axe);
	return page;
}

/** What axe-core finds, a line each. */
async function findings(page: Page): Promise<string[]> {
	const results = await page.evaluate(
		(how) => (window as unknown as { axe: Axe }).axe.run(document, how),
		rules,
	);
	return results.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 120)}`));
}

interface Axe {
	run(of: Document, how: object): Promise<AxeResults>;
}

const rules = {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};

const hows = [
	{ theme: "light", language: "en" },
	{ theme: "dark", language: "en" },
	{ theme: "light", language: "ar", color: "#ffe600" },
	{ theme: "dark", language: "he", color: "#7c2d12" },
] as const;

describe.each(hows)("in $theme, $language $color", (how) => {
	test("axe-core finds nothing in any state", async () => {
		const page = await open(384, 640);
		const found: string[] = [];
		const names = await states(page, served.base);
		expect(names.length).toBeGreaterThan(20);
		for (const name of names) {
			await show(page, served.base, name, how);
			found.push(...(await findings(page)).map((f) => `${name}: ${f}`));
		}
		expect(found).toEqual([]);
		await page.context().close();
	}, 240_000);
});

test("axe-core finds nothing in the emoji, which are loaded when they are wanted", async () => {
	const page = await open(384, 640);
	for (const how of hows) {
		await show(page, served.base, "chat", how);
		await page.locator(".composer .popover button").click();
		await page.getByRole("toolbar").waitFor();
		expect(await findings(page)).toEqual([]);
	}
	await page.context().close();
});

test("what is wrong is found", async () => {
	const page = await open(384, 640);
	await show(page, served.base, "chat", hows[0]);
	await page.evaluate(() => {
		for (const button of document.querySelectorAll("button")) {
			button.removeAttribute("aria-label");
		}
	});
	expect(await findings(page)).not.toEqual([]);
	await page.context().close();
});

test("every state fits a small phone without scrolling sideways, in the longest language", async () => {
	const page = await open(320, 568);
	for (const name of await states(page, served.base)) {
		await show(page, served.base, name, { theme: "light", language: "de" });
		const wide = await page.evaluate(() =>
			[...document.querySelectorAll<HTMLElement>("body *")]
				.filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.closest(".unseen") === null)
				.map((e) => e.className),
		);
		expect(wide, name).toEqual([]);
	}
	await page.context().close();
}, 120_000);

test("every state of the console is shown, without a fault", async () => {
	const context = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		reducedMotion: "reduce",
	});
	const page = await context.newPage();
	const faults: string[] = [];
	page.on("pageerror", (e) => faults.push(e.message));
	page.on("console", (m) => {
		// A state in which the server refuses says so by its status.
		if (m.type() === "error" && !m.text().includes("status of 422")) {
			faults.push(m.text());
		}
	});
	const names = await states(page, served.base, "/gallery/console/");
	expect(names.length).toBeGreaterThan(10);
	for (const name of names) {
		await show(page, served.base, name, hows[1], "/gallery/console/");
	}
	expect(faults).toEqual([]);
	await context.close();
}, 240_000);
