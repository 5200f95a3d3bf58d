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
		// A browser on a busy machine misses a beat now and then. What fails twice has failed; a
		// second try is told in the report.
		retry: 1,
	},
});
