// Starts the one browser that all files of tests share.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";

declare module "vitest" {
	interface ProvidedContext {
		browser: string;
	}
}

/** Names this machine as one that is elsewhere: what comes from there over http is not trusted. */
export const elsewhere = "elsewhere.test";

const args = [
	`--host-resolver-rules=MAP ${elsewhere} 127.0.0.1`,
	"--disable-dev-shm-usage",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Where a failing test leaves what it saw. */
export const out = join(import.meta.dirname, "../out");

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	rmSync(out, { recursive: true, force: true });
	const server = await chromium.launchServer({ executablePath: "/usr/bin/chromium", args });
	project.provide("browser", server.wsEndpoint());
	return () => server.close();
}
