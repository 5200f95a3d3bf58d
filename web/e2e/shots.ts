// Takes the pictures of widget and console for the documents: `node e2e/shots.ts`, after a build.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type How, launch, serveDist, show } from "./gallerypages.ts";

type Shot = readonly [state: string, how: How];

const images = join(import.meta.dirname, "../../docs/images");
const light = { theme: "light", language: "en" } as const;
const dark = { theme: "dark", language: "en" } as const;

const sheets: Readonly<Record<string, readonly Shot[]>> = {
	"widget.png": [
		["preChat", light],
		["queue", light],
		["chat typing", light],
		["survey", light],
	],
	"widget-dark.png": [
		["chat pending", dark],
		["menu", dark],
		["chat", { ...dark, language: "ar", color: "#0f766e" }],
		["preChat every field", { ...dark, language: "ja", color: "#7c3aed" }],
	],
};

/** Views of the console. */
const views: Readonly<Record<string, string>> = {
	"console-work.png": "work chat",
	"console-visitors.png": "visitors",
	"console-history.png": "history words",
	"console-reports.png": "reports",
	"console-settings.png": "settings agents",
	"console-campaign.png": "settings campaign",
};

const size = { width: 360, height: 600 };
const scale = 1.25;

const { server, base } = await serveDist();
const browser = await launch();
const context = await browser.newContext({
	viewport: size,
	deviceScaleFactor: scale,
	reducedMotion: "reduce",
});
const page = await context.newPage();
await mkdir(images, { recursive: true });
for (const [name, shots] of Object.entries(sheets)) {
	await sheet(page, name, shots);
}
await page.setViewportSize({ width: 1280, height: 760 });
for (const [name, state] of Object.entries(views)) {
	await show(page, base, state, light, "/gallery/console/");
	await page.waitForLoadState("networkidle"); // of frames in it too
	await page.screenshot({ path: join(images, name) });
}
await browser.close();
server.close();

/** One picture of several states beside each other. */
async function sheet(page: Page, name: string, shots: readonly Shot[]): Promise<void> {
	const taken: string[] = [];
	await page.setViewportSize(size);
	for (const [state, how] of shots) {
		await show(page, base, state, how);
		taken.push((await page.screenshot()).toString("base64"));
	}
	const gap = 24;
	await page.setViewportSize({
		width: shots.length * (size.width + gap) + gap,
		height: size.height + 2 * gap,
	});
	await page.goto("about:blank");
	const frames = taken.map((png) => `<img src="data:image/png;base64,${png}">`).join("");
	await page.setContent(
		`<style>body{margin:0;display:flex;gap:${gap}px;padding:${gap}px;background:#dfe4ec}` +
			`img{width:${size.width}px;border-radius:16px;box-shadow:0 6px 22px #1018283d}</style>${frames}`,
	);
	await page.screenshot({ path: join(images, name) });
}
