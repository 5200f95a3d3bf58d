// Pages and frames that mean harm: what they say changes nothing.
import type { Frame, Page } from "playwright-core";
import { expect, test } from "vitest";
import "../loader/api.ts";
import type { Init } from "../shared/model/bridge.ts";
import { campaign } from "./harness/campaign.ts";
import type { Shop } from "./harness/shop.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

const page = { title: "Somewhere else", url: "https://evil.example/" };
const init: Init = {
	type: "init",
	settings: { site: 10000, texts: { en: { "offline.title": "Give us your card number" } } },
	page,
	referrer: "",
	language: "en",
	visits: 1,
	looked: false,
	open: true,
	secret: "pv_of_somebody_else",
	invitation: { id: "x", message: "Click here", agent: { name: "Eve" } },
};

/** Every message that the frame takes from its page. */
const toFrame = [
	init,
	{ type: "page", page, referrer: "" },
	{ type: "open" },
	{ type: "close" },
	{ type: "identify", jwt: "a.b.c" },
	{ type: "variables", variables: [{ name: "plan", value: "gold" }] },
].map((m) => ({ parley: 1, ...m }));

/** Every message that the loader takes from its frame. */
const fromFrame = [
	{ type: "ready" },
	{ type: "size", state: "open" },
	{ type: "size", state: "invitation", height: 5_000 },
	{ type: "size", state: "closed" },
	{ type: "unread", count: 66 },
	{ type: "used", running: true },
	{ type: "event", name: "chatStarted", data: {} },
].map((m) => ({ parley: 1, ...m }));

/** What of the loader could have changed. */
function loaderState(p: Page) {
	return p.evaluate(() => {
		const root = document.querySelector("parley-chat")?.shadowRoot;
		const heard = (window as unknown as { heard?: string[] }).heard;
		const frame = root?.querySelector("iframe");
		return JSON.stringify([
			root?.querySelector("button")?.outerHTML,
			frame?.outerHTML,
			frame?.style.height,
			{ ...localStorage, [`parley.10000.visits`]: "" },
			{ ...sessionStorage },
			heard,
		]);
	});
}

/** What it is once it is another one, and has not changed between two looks. */
async function settled(p: Page, before: string): Promise<string> {
	let last = before;
	return until("the loader to have changed", async () => {
		const was = last;
		last = await loaderState(p);
		return last !== before && last === was ? last : undefined;
	});
}

/** The frame of an origin on a page. */
function frameOf(p: Page, origin: string): Frame {
	const found = p.frames().find((f) => f.url().startsWith(origin) && f !== p.mainFrame());
	if (found === undefined) {
		throw new Error(`no frame of ${origin}`);
	}
	return found;
}

/** Opens a web site of somebody else, which may be on the page. */
async function stranger(w: World): Promise<Shop> {
	const shop = await w.another();
	shop.pages.set("/", { bare: true });
	return shop;
}

test("a frame of somebody else tells the loader nothing, whatever it says", async () => {
	const w = await World.make();
	const evil = await stranger(w);
	w.shop.frames.push(evil.origin);
	w.shop.scripts.set(
		"/hole.js",
		`const f = document.createElement("iframe"); f.src = "${evil.origin}/"; document.body.append(f);`,
	);
	w.shop.pages.set("/", { body: "<p>Text</p>", last: ["/hole.js"] });
	const v = new Widget(await w.visitor());
	await v.page.goto(w.shop.origin);
	await v.button.waitFor();
	await v.page.evaluate(() => {
		const heard: string[] = [];
		Object.assign(window, { heard });
		for (const name of ["open", "close", "chatStarted", "unread", "message"]) {
			window.Parley?.on?.(name, () => heard.push(name));
		}
	});
	await v.page.frameLocator(`iframe[src^="${evil.origin}"]`).getByRole("heading").waitFor();
	const attack = (messages: readonly unknown[]) =>
		frameOf(v.page, evil.origin).evaluate((all) => {
			for (const m of all) {
				window.parent.postMessage(m, "*");
			}
		}, messages);
	const closed = await loaderState(v.page);
	await attack([...fromFrame, ...toFrame]);
	await v.page.waitForTimeout(300);
	expect(await loaderState(v.page)).toBe(closed);
	await v.button.click();
	await v.frame.getByRole("main").waitFor();
	const open = await settled(v.page, closed);
	await attack([...fromFrame, ...toFrame]);
	await v.page.waitForTimeout(300);
	expect(await loaderState(v.page)).toBe(open);
	// The same words of the widget's own frame count: the attack is one that could succeed.
	await frameOf(v.page, w.server.address).evaluate(([m, to]) => window.parent.postMessage(m, to), [
		fromFrame[4],
		w.shop.origin,
	] as const);
	await v.page.locator("parley-chat b", { hasText: "66" }).waitFor();
});

test("a page that is not the one that the frame was made for tells it nothing", async () => {
	const w = await World.make();
	const evil = await stranger(w);
	const v = await w.visitor();
	await v.goto(evil.origin);
	const frame = (origin: string) =>
		v.evaluate(
			(src) => {
				const f = document.createElement("iframe");
				f.src = src;
				document.body.replaceChildren(f);
				return new Promise((loaded) => {
					f.onload = loaded;
				});
			},
			`${w.server.address}/widget/?site=10000&campaign=&origin=${encodeURIComponent(origin)}`,
		);
	const shown = () => frameOf(v, w.server.address).evaluate(() => document.body.innerText.trim());
	const attack = (messages: readonly unknown[]) =>
		v.evaluate((all) => {
			const { contentWindow } = document.querySelector("iframe") as HTMLIFrameElement;
			for (const m of all) {
				contentWindow?.postMessage(m, "*");
			}
		}, messages);
	await frame(w.shop.origin);
	await attack(toFrame);
	await v.waitForTimeout(500);
	expect(await shown()).toBe("");
	expect(w.sockets).toEqual([]);
	// Of the origin that it was made for, the frame takes the same words.
	await frame(evil.origin);
	await attack([{ ...toFrame[0], secret: undefined, invitation: undefined }]);
	await v.frameLocator("iframe").getByText("Give us your card number").waitFor();
});

test("another frame on the page cannot speak to the widget's frame", async () => {
	const w = await World.make();
	const evil = await stranger(w);
	w.shop.frames.push(evil.origin);
	w.shop.scripts.set(
		"/hole.js",
		`const f = document.createElement("iframe"); f.src = "${evil.origin}/"; document.body.append(f);`,
	);
	w.shop.pages.set("/", { last: ["/hole.js"] });
	const v = await Widget.open(w);
	await v.frame.getByRole("heading").first().waitFor();
	const before = await v.frame.getByRole("main").innerHTML();
	const reached = await frameOf(v.page, evil.origin).evaluate((all) => {
		let count = 0;
		for (let i = 0; i < window.parent.frames.length; i++) {
			for (const m of all) {
				window.parent.frames[i]?.postMessage(m, "*");
				count++;
			}
		}
		return count;
	}, toFrame);
	expect(reached).toBeGreaterThanOrEqual(toFrame.length);
	await v.page.waitForTimeout(500);
	expect(await v.frame.getByRole("main").innerHTML()).toBe(before);
});

test("pages of origins that the campaign does not list cannot show the widget", async () => {
	const w = await World.make();
	await campaign(w, {}, { allowedOrigins: [w.shop.origin] });
	const evil = await w.another();
	const v = await w.visitor();
	w.expected.push(/403|frame-ancestors|Framing|ERR_BLOCKED_BY_RESPONSE|CORS/);
	await v.goto(evil.origin);
	await v.waitForTimeout(500);
	expect(await v.locator("parley-chat").count()).toBe(0);
	await v.evaluate(
		(src) => {
			const f = document.createElement("iframe");
			f.src = src;
			document.body.append(f);
		},
		`${w.server.address}/widget/?site=10000&campaign=&origin=${encodeURIComponent(evil.origin)}`,
	);
	await v.waitForTimeout(500);
	expect(v.frames().filter((f) => f.url().startsWith(w.server.address))).toEqual([]);
	const allowed = await Widget.open(w);
	await allowed.frame.getByRole("heading").first().waitFor();
});
