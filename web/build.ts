// Builds the front end into dist, which the server embeds, and fails when what a
// visitor has to load before the first message is too large.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, type InlineConfig, type Plugin, type Rolldown } from "vite";

const here = import.meta.dirname;
const dist = join(here, "dist");
const placeholder = "placeholder.txt"; // committed, so that Go can embed the folder without a build

const loaderAtMost = 3_000; // bytes, gzip
const widgetAtMost = 35_000; // bytes, gzip: everything that is loaded before the first message
const consoleAtMost = 250_000; // bytes, gzip: everything that is loaded before the first area is shown

// Vite's own would look for styles and parts of chunks to load beforehand. Our styles come
// with their code (widget/view/sheets.ts), so that each chunk is loaded plainly: 1 kB less.
const loadPlainly: Plugin = {
	name: "load-plainly",
	enforce: "pre",
	load: {
		filter: { id: /vite\/preload-helper\.js$/ },
		handler: () => "export const __vitePreload = (load) => load();",
	},
};

const common: InlineConfig = {
	configFile: false,
	logLevel: "warn",
	publicDir: false,
	json: { namedExports: false }, // a file of texts is one value
	build: { target: "es2022", emptyOutDir: false, modulePreload: false, assetsInlineLimit: 0 },
};

type Output = Rolldown.RolldownOutput["output"];

/** One classic script, for pages of others. */
async function script(entry: string, name: string): Promise<void> {
	await bundle({
		...common,
		root: here,
		build: {
			...common.build,
			outDir: dist,
			rolldownOptions: {
				input: join(here, entry),
				output: { format: "iife", entryFileNames: name },
			},
		},
	});
}

/** Pages of the server's origin, below the address of their folder. */
async function pages(folder: string, names: readonly string[], library = "preact"): Promise<Output> {
	return bundle({
		...common,
		root: join(here, folder),
		base: `/${folder}/`,
		plugins: library === "preact" ? [loadPlainly] : [],
		oxc: { jsx: { runtime: "automatic", importSource: library } },
		build: {
			...common.build,
			outDir: join(dist, folder),
			rolldownOptions: { input: names.map((n) => join(here, folder, n)), onLog: sayWhatMatters },
		},
	});
}

/** "use client" in modules of Mantine is for servers that make pages, and means nothing here. */
const sayWhatMatters: NonNullable<Rolldown.RolldownOptions["onLog"]> = (level, log, say) => {
	if (log.code !== "MODULE_LEVEL_DIRECTIVE") {
		say(level, log);
	}
};

async function bundle(config: InlineConfig): Promise<Output> {
	const built = await build(config);
	if (!("output" in built)) {
		throw new Error("one output was expected of a build");
	}
	return built.output;
}

/**
 * The files that a page loads before anything has happened: itself, its scripts with
 * what they import, their styles, and of the languages the largest. With them the parts
 * that are loaded at once, by an end of their modules' names.
 */
function loadedFirst(output: Output, atOnce: readonly string[] = []): string[] {
	const chunks = output.filter((o) => o.type === "chunk");
	const page = output.filter((o) => o.fileName.endsWith(".html")).map((o) => o.fileName);
	const scripts = new Set<string>();
	const follow = (name: string) => {
		if (!scripts.has(name)) {
			scripts.add(name);
			chunks.find((c) => c.fileName === name)?.imports.forEach(follow);
		}
	};
	for (const c of chunks.filter((c) => c.isEntry || atOnce.some((end) => c.facadeModuleId?.endsWith(end)))) {
		follow(c.fileName);
	}
	const styles = chunks
		.filter((c) => scripts.has(c.fileName))
		.flatMap((c) => [...(c.viteMetadata?.importedCss ?? [])]);
	return [
		...page,
		...new Set(styles),
		...scripts,
		...largestTexts(chunks.filter((c) => !scripts.has(c.fileName))),
	];
}

/**
 * Of the files of texts the largest, compressed: the scripts differ in how much they take. Where areas have their own, of the shell and the work one
 * each. The console shows the widget's only where a campaign is set up.
 */
function largestTexts(chunks: readonly Rolldown.OutputChunk[]): string[] {
	const areas = ["/console/texts/shell.", "/console/texts/work."];
	const hasAreas = chunks.some((c) => areas.some((a) => c.facadeModuleId?.includes(a)));
	return (hasAreas ? areas : ["/shared/texts/"]).flatMap((place) => {
		const languages = chunks.filter((c) => c.facadeModuleId?.includes(place));
		const [largest] = languages.sort((a, b) => gzippedSize(b.code) - gzippedSize(a.code));
		return largest === undefined ? [] : [largest.fileName];
	});
}

function gzippedSize(content: string | Buffer): number {
	return gzipSync(content, { level: 9 }).length;
}

async function gzipped(files: readonly string[]): Promise<number> {
	const sizes = await Promise.all(files.map(async (f) => gzippedSize(await readFile(f))));
	return sizes.reduce((sum, n) => sum + n, 0);
}

async function gate(what: string, files: readonly string[], most: number): Promise<void> {
	const size = await gzipped(files);
	process.stdout.write(`${what}: ${size} of ${most} bytes (gzip)\n`);
	if (size > most) {
		throw new Error(`${what} is too large: ${files.join(", ")}`);
	}
}

const compressible = [".js", ".css", ".html", ".svg", ".json"];

/** Puts compressed twins beside the files that get smaller by it. */
async function compress(): Promise<void> {
	for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
		const file = join(entry.parentPath, entry.name);
		if (entry.isFile() && compressible.includes(extname(entry.name))) {
			await compressFile(file);
		}
	}
}

async function compressFile(file: string): Promise<void> {
	const content = await readFile(file);
	const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
	const twins = { br: brotliCompressSync(content, { params }), gz: gzipSync(content, { level: 9 }) };
	for (const [kind, twin] of Object.entries(twins)) {
		if (twin.length < content.length) {
			await writeFile(`${file}.${kind}`, twin);
		}
	}
}

async function clear(): Promise<void> {
	await mkdir(dist, { recursive: true });
	for (const name of await readdir(dist)) {
		if (name !== placeholder) {
			await rm(join(dist, name), { recursive: true });
		}
	}
}

/** The texts of the loader's button by language, which the server tells it: here they would be too much. */
async function writeButtons(): Promise<void> {
	const folder = join(here, "shared/texts");
	const buttons: Record<string, readonly [string, string]> = {};
	for (const name of await readdir(folder)) {
		const texts = JSON.parse(await readFile(join(folder, name), "utf8")) as Record<string, string>;
		const [online, offline] = [texts["button.online"], texts["button.offline"]];
		if (online === undefined || offline === undefined) {
			throw new Error(`${name} has no texts for the button`);
		}
		buttons[name.replace(/\.json$/, "").toLowerCase()] = [online, offline];
	}
	await writeFile(join(dist, "buttons.json"), JSON.stringify(buttons));
}

await clear();
await writeButtons();
await script("loader/main.ts", "widget.js");
await script("loader/comm100.ts", "comm100.js");
const widget = await pages("widget", ["index.html"]);
await pages("widget/preview", ["index.html", "window.html"]); // a build of its own: it adds nothing to the widget
const consolePages = await pages("console", ["index.html"], "react");
await pages("demo", ["index.html", "product.html", "offer.html"]);
await pages("gallery", ["index.html"]);
await pages("gallery/console", ["index.html"], "react");
await gate("loader", [join(dist, "widget.js")], loaderAtMost);
await gate(
	"widget",
	loadedFirst(widget).map((f) => join(dist, "widget", f)),
	widgetAtMost,
);
await gate(
	"console",
	loadedFirst(consolePages, ["/console/work/route.tsx"]).map((f) => join(dist, "console", f)),
	consoleAtMost,
);
await compress();
