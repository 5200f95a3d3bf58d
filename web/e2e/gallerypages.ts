// The gallery in a browser: a server of the built files, and its states one by one.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const dist = join(import.meta.dirname, "..", "dist");

const types: Readonly<Record<string, string>> = {
	".html": "text/html",
	".js": "text/javascript",
	".css": "text/css",
	".svg": "image/svg+xml",
};

// What the server itself allows its pages.
const policy =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
	"frame-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/** Serves dist on a free port of this machine. */
export async function serveDist(): Promise<{ readonly server: Server; readonly base: string }> {
	const server = createServer(async (request, response) => {
		const { pathname } = new URL(request.url ?? "/", "http://localhost");
		const path = normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
		try {
			const content = await readFile(join(dist, path));
			response.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
			response.setHeader("Content-Security-Policy", policy);
			response.end(content);
		} catch {
			response.writeHead(404).end();
		}
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Debian's Chromium, without a window. */
export function launch(): Promise<Browser> {
	return chromium.launch({
		executablePath: "/usr/bin/chromium",
		args: [
			"--no-sandbox",
			"--disable-dev-shm-usage",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
		],
	});
}

/** How a state is shown. */
export interface How {
	readonly theme: "light" | "dark";
	readonly language: string;
	readonly color?: string;
}

/** Where a gallery is: that of the widget, or that of the console. */
export type Place = "/gallery/" | "/gallery/console/";

/** The names of all states. */
export async function states(page: Page, base: string, place: Place = "/gallery/"): Promise<string[]> {
	await page.goto(base + place);
	await page.waitForSelector("figure");
	return page.locator("figcaption").allInnerTexts();
}

/** Shows one state. */
export async function show(
	page: Page,
	base: string,
	state: string,
	how: How,
	place: Place = "/gallery/",
): Promise<void> {
	await page.goto(`${base}${place}?${new URLSearchParams({ state, ...how })}`);
	await page.waitForSelector("html[data-shown]");
}
