// Every page and dialog of the console is accessible, in both themes and both directions:
// axe-core finds nothing.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { goOnline, openConsole } from "./harness/console.ts";
import { client } from "./harness/provider.ts";
import { Talker } from "./harness/talker.ts";
import { World } from "./harness/world.ts";

const rules = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

interface Axe {
	run(of: Document, how: object): Promise<AxeResults>;
}

/** What axe-core finds, a line each. */
async function findings(page: Page, where: string): Promise<string[]> {
	// What fades in or out has other colours for a moment; what turns round does so for ever.
	await page.waitForFunction(() =>
		document
			.getAnimations()
			.every((a) => a.playState !== "running" || a.effect?.getTiming().iterations !== 1),
	);
	const { violations } = await page.evaluate(
		(how) => (window as unknown as { axe: Axe }).axe.run(document, how),
		rules,
	);
	return violations.flatMap((v) => v.nodes.map((n) => `${where}: ${v.id}: ${n.html.slice(0, 160)}`));
}

/** Has the console look in some way from the next load on. */
async function prefer(page: Page, how: Readonly<Record<string, string>>): Promise<void> {
	await page.evaluate((some) => {
		const kept = JSON.parse(localStorage.getItem("parley.console") ?? "{}") as { state?: object };
		localStorage.setItem("parley.console", JSON.stringify({ state: { ...kept.state, ...some }, version: 0 }));
	}, how);
	await page.reload();
	await page.locator(`html[data-mantine-color-scheme=${how["theme"]}][lang=${how["language"]}]`).waitFor();
}

/** Goes through pages and dialogs by keys, which are the same in all languages. */
async function look(page: Page, chat: string): Promise<string[]> {
	const found: string[] = [];
	const { keyboard } = page;
	const dialog = page.getByRole("dialog");
	const note = async (where: string) => found.push(...(await findings(page, where)));
	await page.goto(`${new URL(page.url()).origin}/console/work`);
	await page.locator(".chatrow").first().waitFor();
	await note("work without a chat");
	await page.goto(`${new URL(page.url()).origin}/console/work?chat=${chat}`);
	await page.getByRole("log").getByText("Hello!", { exact: true }).waitFor();
	await note("chat");
	for (const [key, where] of [
		["t", "transfer"],
		["e", "end"],
		["?", "shortcuts"],
	] as const) {
		await keyboard.press(key);
		await dialog.waitFor();
		await note(where);
		await keyboard.press("Escape");
		await dialog.waitFor({ state: "detached" });
	}
	await keyboard.press("p");
	await page.locator(".wrapup input").first().waitFor();
	await note("wrap-up");
	await page.locator(".ownstatus").click();
	await page.getByRole("menu").waitFor();
	await note("status");
	await keyboard.press("Escape");
	await page.getByRole("menu").waitFor({ state: "detached" });
	await page.locator("body").press("g");
	await keyboard.press("v");
	await page.getByRole("row").nth(1).waitFor();
	await note("visitors");
	for (const [name, shown, clicked] of settings) {
		await page.goto(`${new URL(page.url()).origin}/console/settings/${name}`);
		if (clicked !== undefined) {
			await page.locator(clicked).click();
		}
		await page.locator(shown).first().waitFor();
		await note(`settings ${name}`);
	}
	return found;
}

// The pages of the settings, what is to be seen before they count as shown, and what is
// clicked for that.
const list = ".pagehead h1";
const form = ".settingsform input";
const settings: readonly (readonly [string, string, string?])[] = [
	["agents", ".listtable td"],
	["agents/new", form],
	["departments", list],
	["departments/new", form],
	["skills", list],
	["skills/new", form],
	["wrapup", ".categoryline"],
	["wrapup/new", form],
	["variables", list],
	["variables/new", form],
	["canned", list],
	["canned/new", form],
	["bans", list],
	["bans/new", form],
	["site", form],
	["account", ".listtable td"],
	["keys", ".listtable td"],
	["keys/new", form],
	["clients", list],
	["clients/new", form],
	["identity", list],
	["identity/new", form],
	["start", ".startsteps input"],
	["audit", ".deed"],
	["signin", form],
	["signin/new", form],
	["campaigns", list],
	["campaigns/new", ".wordings input"],
	["fields", list],
	["fields/new", form],
	["invitations", list],
	["invitations/new", ".conditionrow", ".addfield"],
	["segments", list],
	["segments/new", ".conditionrow", ".addfield"],
	["bots", list],
	["bots/new", form],
];

// Colours are the theme's, and places the direction's: two ways show both of both.
const hows = [
	{ theme: "light", language: "en" },
	{ theme: "dark", language: "ar" },
] as const;

test("axe-core finds nothing on any page, in any theme and direction", { timeout: 300_000 }, async () => {
	const w = await World.make();
	const options = [{ name: "Boots" }, { name: "Refund", groupName: "Billing" }];
	await w.api.make("livechat/wrapupCategories", { name: "Topic", isRequired: true, options });
	const page = await w.visitor({
		viewport: { width: 1360, height: 860 },
		bypassCSP: true,
		reducedMotion: "reduce",
	});
	await page.addInitScript(
		await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"),
	);
	await page.goto(`${w.server.address}/console/`);
	await w.api.make("global/identityProviders", { name: "Staff", issuer: "https://login.example", ...client });
	const signIn: string[] = [];
	for (const how of hows) {
		await prefer(page, how);
		await page.locator("form + .ways button").waitFor();
		signIn.push(...(await findings(page, `sign-in ${how.theme}`)));
	}
	expect(signIn).toEqual([]);
	await prefer(page, { theme: "light", language: "en" });
	await openConsole(w, undefined, { page });
	await goOnline(page);
	const [vi, walt] = [new Talker(w, "Violet"), new Talker(w, "Walter")];
	await vi.visit();
	await walt.visit();
	await vi.ask({ email: "vi@example.com" });
	await page.getByRole("button", { name: "Accept" }).click();
	await vi.say("See https://shop.example/boots");
	await page.getByRole("textbox", { name: "Message" }).fill("Hello!");
	await page.keyboard.press("Enter");
	await vi.hears("Hello!");
	const found: string[] = [];
	for (const how of hows) {
		await prefer(page, how);
		found.push(...(await look(page, vi.chat)).map((f) => `${how.theme} ${how.language}: ${f}`));
	}
	expect(found).toEqual([]);
});
