// A Parley of a test's own: started on a free port with a temporary folder, and ended.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = join(import.meta.dirname, "../../../bin/parley");
/** The first administrator's. */
export const password = "a password for tests";

/** The site of every test. */
export const site = 10000;

/** A running server. */
export class Server {
	/** Opens its API. */
	key = "";
	private child: ChildProcess | undefined;
	private readonly folder = mkdtempSync(join(tmpdir(), "parley-e2e-"));
	/** What it has logged. */
	readonly log: string[] = [];
	/** What it has printed for whoever started it. */
	printed = "";
	/** The system chooses it when the server starts first: one that was looked for before could be gone by then. */
	private port = 0;

	private constructor(private readonly flags: readonly string[]) {}

	/** Its origin. */
	get address(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/**
	 * Starts a server with an empty site, or the demo with the flag "-demo"; or with chats,
	 * which are lines of JSON as `parley import` takes them.
	 */
	static async start(flags: readonly string[] = [], chats = ""): Promise<Server> {
		const s = new Server(flags);
		if (!flags.includes("-demo")) {
			s.key = s.makeSite();
		}
		if (chats !== "") {
			execFileSync(program, ["import", ...s.storage(), "-"], { input: chats, stdio: "pipe" });
		}
		await s.run();
		return s;
	}

	/** Starts a server that nobody has set up yet. */
	static async empty(): Promise<Server> {
		const s = new Server([]);
		await s.run();
		return s;
	}

	/** Starts it, as often as it was ended. */
	async run(): Promise<void> {
		const child = spawn(
			program,
			[
				"serve",
				"-listen",
				`127.0.0.1:${this.port}`,
				...this.storage(),
				"-files",
				this.in("files"),
				"-index",
				this.in("index"),
				...this.flags,
			],
			{ stdio: ["ignore", "pipe", "pipe"] },
		);
		this.child = child;
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			this.printed += text;
		});
		await new Promise<void>((listening, failed) => {
			createInterface({ input: child.stderr }).on("line", (line) => {
				this.log.push(line);
				const port = /"msg":"listening","address":"127\.0\.0\.1:(\d+)"/.exec(line)?.[1];
				if (port !== undefined) {
					this.port = Number(port);
					listening();
				}
			});
			child.once("exit", (code) => failed(new Error(`parley ended with ${code}: ${this.log.at(-1)}`)));
		});
	}

	/** Kills it without a warning. */
	async kill(): Promise<void> {
		await this.end("SIGKILL");
	}

	/** Ends it, and removes what it stored. */
	async stop(): Promise<void> {
		await this.end("SIGTERM");
		rmSync(this.folder, { recursive: true, force: true });
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		const child = this.child;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
			return;
		}
		const exited = new Promise((done) => child.once("exit", done));
		child.kill(signal);
		await exited;
	}

	private in(name: string): string {
		return join(this.folder, name);
	}

	private storage(): string[] {
		return ["-database", `sqlite:${this.in("parley.db")}`];
	}

	private makeSite(): string {
		const made = execFileSync(
			program,
			["init", ...this.storage(), "-site", String(site), "-email", "ada@example.com"],
			{ env: { ...process.env, PARLEY_PASSWORD: password } },
		);
		return (JSON.parse(made.toString()) as { apiKey: string }).apiKey;
	}
}

/** Chats as the demo has them, made up anew and the same each time, of two years up to May 2026. */
export function demoChats(count: number): string {
	return execFileSync(program, ["demo-data", "-chats", String(count), "-start", "2024-06-01T00:00:00Z"], {
		maxBuffer: 64 << 20,
	}).toString();
}
