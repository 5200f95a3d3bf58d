// Tests in a browser: one browser for all files, a server of its own for each test.
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		root: import.meta.dirname,
		include: ["*.e2e.ts"],
		globalSetup: ["harness/browser.ts"],
		testTimeout: 60_000,
		hookTimeout: 60_000,
		maxWorkers: 2,
		retry: 1, // machines are shared, and a browser can be late; what was tried again is told
	},
});
