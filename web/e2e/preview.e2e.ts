// The preview of the widget: the widget's own views, with settings that a page of the server
// tells, and nothing else.
import type { FrameLocator, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Preview, PreviewScreen } from "../shared/model/preview.ts";
import { elements, watched } from "./harness/executions.ts";
import { rounds } from "./harness/payloads.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

type Told = Partial<Omit<Preview, "settings">> & { readonly settings?: Readonly<Record<string, unknown>> };

/** Frames a preview in a page of the server's. */
async function framed(w: World, page: Page): Promise<FrameLocator> {
	await page.goto(`${w.server.address}/console/`);
	await page.evaluate(async () => {
		const frame = document.createElement("iframe");
		frame.id = "preview";
		frame.src = "/widget/preview/";
		frame.width = "500";
		frame.height = "760";
		const ready = new Promise((r) => addEventListener("message", r, { once: true }));
		document.body.prepend(frame);
		await ready;
	});
	return page.frameLocator("#preview");
}

/** Tells it what to show. */
async function show(page: Page, told: Told): Promise<void> {
	const message = {
		parley: 1,
		type: "preview",
		language: "en",
		screen: "chat",
		agent: "Ada",
		invitation: "Can I help?",
		lines: [
			{ from: "agent", text: "Hello, I am Ada." },
			{ from: "visitor", text: "Do you have it in blue?" },
		],
		...told,
		settings: { site: 10000, ...told.settings },
	};
	await page.evaluate((m) => {
		document.querySelector<HTMLIFrameElement>("#preview")?.contentWindow?.postMessage(m, location.origin);
	}, message);
}

test("the widget is shown as it is set up, on each of its screens", async () => {
	const w = await World.make();
	const page = await w.visitor();
	const stage = await framed(w, page);
	const window = stage.frameLocator("iframe");
	const look = { color: "#0f7b4b", position: "left", offsetX: 40, offsetY: 60, theme: "dark" };
	const field = { id: "f1", name: "Order number", type: "text", required: true };
	const settings = { look, forms: { preChat: [field], offline: [field], postChat: [field] } };
	const seen: Readonly<Record<Exclude<PreviewScreen, "button">, string>> = {
		invitation: "Can I help?",
		preChat: "Order number",
		chat: "Do you have it in blue?",
		offline: "Order number",
		survey: "How did we do?",
	};
	for (const [screen, text] of Object.entries(seen)) {
		await show(page, { screen: screen as PreviewScreen, settings });
		await window.getByText(text).first().waitFor();
	}
	await show(page, { screen: "button", settings });
	const button = stage.locator("button");
	await button.and(stage.locator(".closed")).waitFor();
	expect(await button.innerText()).toBe("Chat with us");
	const box = await button.evaluate((b) => {
		const { left, bottom } = b.getBoundingClientRect();
		return { left, below: innerHeight - bottom, color: getComputedStyle(b).backgroundColor };
	});
	expect(box).toEqual({ left: 40, below: 60, color: "rgb(15, 123, 75)" });
	await show(page, { screen: "preChat", language: "ar", settings });
	await window.locator("html[lang=ar][dir=rtl][data-theme=dark]").waitFor();
	await show(page, {
		screen: "preChat",
		settings: { ...settings, texts: { en: { "preChat.title": "Ask us anything" } } },
	});
	await window.getByText("Ask us anything").waitFor();
});

test("a preview asks the server for nothing, keeps nothing, and leaves the focus where it is", async () => {
	const w = await World.make();
	const page = await w.visitor();
	const stage = await framed(w, page);
	await page.getByLabel("Email").focus();
	for (const screen of ["preChat", "chat", "survey", "invitation", "offline"] as const) {
		await show(page, { screen });
		const shown = { preChat: "Start chat", chat: "Hello, I am Ada.", survey: "Skip", invitation: "Chat now" };
		await stage
			.frameLocator("iframe")
			.getByText(screen === "offline" ? "Send message" : shown[screen])
			.waitFor();
	}
	expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
	const kept = await Promise.all(
		page
			.frames()
			.slice(1)
			.map((f) => f.evaluate(async () => (await indexedDB.databases()).length + sessionStorage.length)),
	);
	expect(kept).toEqual([0, 0]);
	expect(w.sockets).toEqual([]);
	expect(w.requests.filter((r) => r.includes("/live/") || r.includes("/v4/live"))).toEqual([]);
	await stage
		.frameLocator("iframe")
		.locator("body")
		.evaluate(() =>
			fetch("/healthz").then(
				() => "answered",
				() => "refused",
			),
		)
		.then((r) => expect(r).toBe("refused"));
	w.faults.splice(0); // the policy has told so, which the line above is about
});

test("of hostile settings nothing runs, and a colour that is none is left out", {
	timeout: 120_000,
}, async () => {
	const w = await World.make();
	const ran: string[] = [];
	const page = await watched(w, ran);
	const stage = await framed(w, page);
	for (const [i, all] of rounds(8).entries()) {
		const text = all.join("\n").slice(0, 4_000);
		const field = (type: string, n: number) => ({ id: `f${n}`, name: text, type, options: all.slice(0, 5) });
		const form = ["text", "radioBox", "dropdownList", "checkBox"].map(field);
		const keys = ["button.online", "preChat.title", "preChat.start", "invitation.accept"];
		const settings = {
			look: { color: `red}*{display:none}${text}`, position: text, theme: text },
			campaign: { id: text, name: text },
			texts: { en: Object.fromEntries(keys.map((k) => [k, text])) },
			forms: { preChat: form, offline: form, postChat: form },
		};
		const lines = all.map((line, n) => ({ from: n % 2 === 0 ? "agent" : "visitor", text: line }) as const);
		for (const screen of ["button", "invitation", "preChat", "chat", "offline", "survey"] as const) {
			const end = `${i} ${screen}`;
			const texts = { en: { ...settings.texts.en, "frame.title": `${text.slice(0, 400)} ${end}` } };
			await show(page, { screen, settings: { ...settings, texts }, agent: text, invitation: text, lines });
			const seen = async () => (await page.frames().at(-1)?.title())?.endsWith(end) || undefined;
			await until(end, seen);
			expect(await elements(page)).toEqual(page.frames().map(() => []));
		}
		const fill = await stage.locator("button").evaluate((b) => getComputedStyle(b).backgroundColor);
		expect(fill).toBe("rgb(43, 108, 176)");
	}
	expect(ran).toEqual([]);
});

test("what other pages and frames say is not shown, though it looks the same", async () => {
	const w = await World.make();
	const page = await w.visitor();
	const stage = await framed(w, page);
	await show(page, { lines: [{ from: "agent", text: "From the console" }] });
	const window = stage.frameLocator("iframe");
	await window.getByText("From the console").waitFor();
	const said = (text: string) => ({
		parley: 1,
		type: "preview",
		language: "en",
		screen: "chat",
		agent: "Eve",
		invitation: "",
		settings: { site: 10000 },
		lines: [{ from: "agent", text }],
	});
	// A page of the same origin that is not the parent, and one of another origin.
	await page.evaluate(async (m) => {
		const other = document.createElement("iframe");
		other.src = "/widget/preview/window.html";
		document.body.append(other);
		await new Promise((loaded) => other.addEventListener("load", loaded));
		const target = document.querySelector<HTMLIFrameElement>("#preview")?.contentWindow;
		target?.dispatchEvent(
			new MessageEvent("message", { data: m, origin: location.origin, source: other.contentWindow }),
		);
		target?.dispatchEvent(
			new MessageEvent("message", { data: m, origin: "https://evil.example", source: self }),
		);
	}, said("From a stranger"));
	await show(page, { lines: [{ from: "agent", text: "And once more" }] });
	await window.getByText("And once more").waitFor();
	expect(await window.getByText("From a stranger").count()).toBe(0);
});

test("pages of others cannot frame a preview", async () => {
	const w = await World.make();
	w.expected.push(/frame-ancestors|Refused to frame|Framing/);
	const page = await w.visitor();
	await page.goto(w.shop.origin);
	await page.evaluate(async (src) => {
		const frame = document.createElement("iframe");
		frame.src = src;
		document.body.append(frame);
		await new Promise((r) => frame.addEventListener("load", r));
	}, `${w.server.address}/widget/preview/`);
	const [, ...inside] = page.frames();
	expect(inside.filter((f) => f.url().startsWith(`${w.server.address}/widget/preview`))).toEqual([]);
});
