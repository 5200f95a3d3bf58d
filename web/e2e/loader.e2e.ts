// The loader on a page of a shop.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import "../loader/api.ts";
import { until } from "./harness/wait.ts";
import { frameOf, World } from "./harness/world.ts";

function button(page: Page) {
	return page.locator("parley-chat > button, parley-chat button");
}

test("nothing but loader, settings and visit is asked for before the visitor does something", async () => {
	const w = await World.make();
	const page = await w.visitor();
	await page.goto(w.shop.origin);
	await button(page).waitFor();
	await (await w.watch()).looks(1);
	expect(w.asked()).toEqual(["/widget.js", "/live/campaign?site=10000&campaign=&language=en"]);
	expect(w.sockets).toEqual([`${w.server.address.replace("http", "ws")}/live`]);
	expect(await page.context().cookies()).toEqual([]);
});

test("pages get one name, Parley, and nothing else", async () => {
	const w = await World.make();
	w.shop.pages.set("/bare", { bare: true });
	const page = await w.visitor();
	const names = () => page.evaluate(() => Object.getOwnPropertyNames(window).sort());
	await page.goto(`${w.shop.origin}/bare`);
	const without = await names();
	await page.goto(w.shop.origin);
	await button(page).waitFor();
	expect((await names()).filter((n) => !without.includes(n))).toEqual(["Parley"]);
	expect(await page.evaluate(() => Object.keys(window.Parley ?? {}).sort())).toEqual([
		"close",
		"identify",
		"on",
		"open",
		"q",
		"setCustomVariables",
	]);
});

test("the button says in the page's language whether somebody is there, and follows that", async () => {
	const w = await World.make();
	await w.api.make("livechat/campaigns", {
		name: "Shop",
		look: { color: "#ffcc00", position: "left", offsetX: 30, offsetY: 40 },
		texts: { fr: { "button.online": "Parlons", "button.offline": "Écrivez-nous" } },
	});
	w.shop.pages.set("/", { lang: "fr-CA" });
	const page = await w.visitor();
	await page.goto(w.shop.origin);
	await page.getByRole("button", { name: "Écrivez-nous" }).waitFor();
	const agent = await w.agent();
	await page.getByRole("button", { name: "Parlons" }).waitFor();
	agent.leave();
	const box = await button(page).boundingBox();
	expect(box?.x).toBe(30);
	expect(box && 800 - box.y - box.height).toBe(40);
	expect(await button(page).evaluate((b) => getComputedStyle(b).backgroundColor)).toBe("rgb(255, 204, 0)");
	expect(await button(page).evaluate((b) => getComputedStyle(b).color)).toMatch(/^lab\(0 /);
});

test("the first click makes the frame, which goes on with the visit and has the focus", async () => {
	const w = await World.make();
	const watch = await w.watch();
	const page = await w.visitor();
	await page.goto(w.shop.origin);
	await watch.looks(1);
	const before = w.requests.length;
	await button(page).click();
	await frameOf(page).getByRole("heading").first().waitFor();
	expect(w.asked(before)[0]).toBe(
		`/widget/?site=10000&campaign=&origin=${encodeURIComponent(w.shop.origin)}`,
	);
	await until("the frame's focus", async () =>
		(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)) === "IFRAME"
			? true
			: undefined,
	);
	await watch.looks(1);
	expect(await button(page).getAttribute("aria-expanded")).toBe("true");
	await frameOf(page).getByRole("button", { name: "Minimise chat" }).click();
	await page.locator("parley-chat iframe").waitFor({ state: "hidden" });
	expect(await button(page).getAttribute("aria-expanded")).toBe("false");
	expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)).toBe(
		"BUTTON",
	);
});

test("a page that changes its address tells the new one, before the frame and after", async () => {
	const w = await World.make();
	const watch = await w.watch();
	const page = await w.visitor();
	await page.goto(w.shop.origin);
	await watch.looks(1);
	const go = (path: string) =>
		page.evaluate((to) => {
			history.pushState(null, "", to);
			document.title = `Page ${to}`;
		}, path);
	await go("/offer");
	expect((await watch.looks(2)).page.title).toBe("Page /offer");
	await button(page).click();
	await frameOf(page).getByRole("heading").first().waitFor();
	await go("/basket");
	expect((await watch.looks(3)).page.title).toBe("Page /basket");
	await page.goBack();
	await watch.looks(4);
});

test("calls before the loader is there are obeyed once it is", async () => {
	const w = await World.make();
	w.shop.pages.set("/", { scripts: ["/early.js"] });
	w.shop.scripts.set(
		"/early.js",
		`window.heard = []; window.Parley = window.Parley || {q: []};
		Parley.q.push(["on", "ready", (d) => heard.push("ready " + d.site)], ["on", "open", () => heard.push("open")]);
		Parley.q.push(["open"]);`,
	);
	const page = await w.visitor();
	await page.goto(w.shop.origin);
	await frameOf(page).getByRole("heading").first().waitFor();
	const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
	await until("both events", async () => ((await heard()).length === 2 ? true : undefined));
	expect(await heard()).toEqual(["ready 10000", "open"]);
	await page.evaluate(() => window.Parley?.q?.push(["close"]));
	await page.locator("parley-chat iframe").waitFor({ state: "hidden" });
});

test("on a phone the window covers the screen", async () => {
	const w = await World.make();
	const page = await w.visitor({ viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true });
	await page.goto(w.shop.origin);
	await button(page).tap();
	await frameOf(page).getByRole("heading").first().waitFor();
	expect(await page.locator("parley-chat iframe").boundingBox()).toEqual({
		x: 0,
		y: 0,
		width: 375,
		height: 667,
	});
	expect(await button(page).isVisible()).toBe(false);
	await frameOf(page).getByRole("button", { name: "Minimise chat" }).tap();
	await button(page).waitFor();
});

test("visits are counted, and the window stays open from page to page in its tab", async () => {
	const w = await World.make();
	const page = await w.visitor();
	await page.goto(w.shop.origin);
	await button(page).click();
	await frameOf(page).getByRole("heading").first().waitFor();
	await page.reload();
	await frameOf(page).getByRole("heading").first().waitFor();
	const kept = () => page.evaluate(() => localStorage.getItem("parley.10000.visits"));
	expect(await kept()).toMatch(/^1 \d+$/);
	await page.evaluate(() => localStorage.setItem("parley.10000.visits", "4 1700000000000"));
	const other = await page.context().newPage();
	await other.goto(w.shop.origin);
	await button(other).waitFor();
	expect(await kept()).toMatch(/^5 \d+$/);
	expect(await other.locator("parley-chat iframe").count()).toBe(0);
});

test("axe-core finds nothing on a page with the button, closed and open, in any colour", async () => {
	const w = await World.make();
	const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
	let campaign = "";
	for (const color of ["#2b6cb0", "#ffe600", "#777777", "#757575", "#000000", "#ffffff"]) {
		if (campaign === "") {
			campaign = await w.api.make("livechat/campaigns", { name: "Shop", look: { color } });
		} else {
			await w.api.put(`livechat/campaigns/${campaign}`, { look: { color } });
		}
		// The page's policy forbids what axe-core does to put itself there.
		const page = await w.visitor({ bypassCSP: true });
		await page.addInitScript(axe);
		await page.goto(w.shop.origin);
		await button(page).waitFor();
		const findings = async () => {
			const found = await page.evaluate(() =>
				(window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
			);
			return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`);
		};
		expect(await findings()).toEqual([]);
		await button(page).click();
		await frameOf(page).getByRole("heading").first().waitFor();
		await page.evaluate(() => {
			const shown = document.querySelector("parley-chat")?.shadowRoot?.getAnimations() ?? [];
			return Promise.allSettled(shown.map((a) => a.finished)); // what is faded in is there
		});
		expect(await findings()).toEqual([]);
		await page.context().close();
	}
});
