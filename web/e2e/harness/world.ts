// What a test has: a server, a shop on another origin, and browsers that note what must
// never happen. When a test has failed, what it saw is kept.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	chromium,
	type FrameLocator,
	type Page,
} from "playwright-core";
import { inject, onTestFinished } from "vitest";
import { Agent } from "./agent.ts";
import { Api } from "./api.ts";
import { out } from "./browser.ts";
import { type Held, Network } from "./network.ts";
import { Server } from "./server.ts";
import { Shop } from "./shop.ts";
import { Watch } from "./watch.ts";

let shared: Promise<Browser> | undefined;

/** All that a test has. */
export class World {
	/** Requests to anybody but shop and server, violations of a policy, errors of scripts. */
	readonly faults: string[] = [];
	/** Addresses that browsers have asked for, in order. */
	readonly requests: string[] = [];
	/** Origins beside the shop's and the server's that a test is about. */
	readonly others: string[];
	/** Addresses of sockets that browsers have opened. */
	readonly sockets: string[] = [];
	private readonly lines: string[] = [];
	private readonly contexts: BrowserContext[] = [];
	private readonly agents: Agent[] = [];
	private readonly shops: Shop[] = [];
	private readonly watches: Watch[] = [];
	private readonly endings: (() => void)[] = [];
	/** Errors of the console that the test is about. */
	readonly expected: RegExp[] = [];

	private constructor(
		readonly server: Server,
		readonly shop: Shop,
		readonly api: Api,
		private readonly browser: Browser,
		private readonly network: Network | undefined,
	) {
		this.others = network === undefined ? [] : [network.address];
	}

	/** Makes a world that ends with the test; its site may have chats already, or not be there. */
	static async make(
		flags: readonly string[] = [],
		{ throughNetwork = false, chats = "", empty = false } = {},
	): Promise<World> {
		shared ??= chromium.connect(inject("browser"));
		const server = empty ? await Server.empty() : await Server.start(flags, chats);
		const network = throughNetwork ? await Network.before(server.address) : undefined;
		const shop = await Shop.open(network?.address ?? server.address);
		const world = new World(server, shop, new Api(server.address, server.key), await shared, network);
		onTestFinished(async ({ task }) => {
			const failed = task.result?.state === "fail" || world.faults.length > 0;
			await world.end(failed ? task.name : undefined);
			if (world.faults.length > 0) {
				throw new Error(`what must not happen: ${world.faults.join("; ")}`);
			}
		});
		return world;
	}

	/** Has the network hold back what goes between browsers and server. */
	hold(what: Held): void {
		this.network?.hold(what);
	}

	/** A browser of a visitor's own, with a page that is still empty. */
	async visitor(options: BrowserContextOptions = {}): Promise<Page> {
		const context = await this.browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
		this.contexts.push(context);
		await context.exposeBinding("parleyViolation", (_, what: string) => this.fault(`policy: ${what}`));
		await context.addInitScript(tellViolations);
		context.on("request", (r) => this.requested(r.url()));
		context.on("console", (m) => this.said(m.type(), m.text()));
		context.on("weberror", (e) => this.fault(`script: ${e.error().message}`));
		context.on("page", (p) => p.on("websocket", (w) => this.sockets.push(w.url())));
		return context.newPage();
	}

	/** What was asked of the server, without its origin, and without what was asked before. */
	asked(from = 0): string[] {
		const { address } = this.server;
		return this.requests
			.slice(from)
			.filter((r) => r.startsWith(address))
			.map((r) => r.slice(address.length));
	}

	/** An agent who is online. */
	async agent(token = this.server.key): Promise<Agent> {
		const agent = await Agent.connect(this.server.address, token);
		this.agents.push(agent);
		return agent;
	}

	/** Has something happen when the test is over. */
	atEnd(call: () => void): void {
		this.endings.push(call);
	}

	/** A web site of somebody else, with the same policy. */
	async another(): Promise<Shop> {
		const shop = await Shop.open(this.server.address);
		this.shops.push(shop);
		this.others.push(shop.origin);
		return shop;
	}

	/** Another agent, in departments, who is online. */
	async colleague(name: string, departmentIds: readonly string[]): Promise<Agent> {
		const email = `${name.toLowerCase()}@example.com`;
		const id = await this.api.make("global/agents", {
			email,
			displayName: name,
			role: "agent",
			departmentIds,
		});
		return this.agent(await this.api.keyFor(id));
	}

	/** An agent who only looks who is on the pages. */
	async watch(): Promise<Watch> {
		const watch = await Watch.begin(this.server.address, this.server.key);
		this.watches.push(watch);
		return watch;
	}

	private requested(url: string): void {
		this.requests.push(url);
		const { protocol, origin } = new URL(url);
		const ours = [this.server.address, this.shop.origin, this.shop.elsewhere, ...this.others].includes(
			origin,
		);
		if (!ours && protocol !== "data:" && protocol !== "blob:") {
			this.fault(`a request to ${url}`);
		}
	}

	private said(type: string, text: string): void {
		this.lines.push(`${type}: ${text}`);
		if (type === "error" && !this.expected.some((e) => e.test(text))) {
			this.fault(`console: ${text}`);
		}
	}

	private fault(what: string): void {
		this.faults.push(what);
	}

	private async end(failed: string | undefined): Promise<void> {
		if (failed !== undefined) {
			await this.keep(failed.replace(/\W+/g, "-").slice(0, 80));
		}
		for (const a of this.agents) {
			a.leave();
		}
		for (const watch of this.watches) {
			watch.end();
		}
		await Promise.all(this.contexts.map((c) => c.close())); // first, so that they ask nobody who is gone
		for (const call of this.endings) {
			call();
		}
		this.network?.close();
		for (const shop of [this.shop, ...this.shops]) {
			shop.close();
		}
		await this.server.stop();
	}

	private async keep(name: string): Promise<void> {
		mkdirSync(out, { recursive: true });
		const pages = this.contexts.flatMap((c) => c.pages());
		await Promise.all(
			pages.map((p, i) =>
				p.screenshot({ path: join(out, `${name}-${i}.png`), timeout: 5_000 }).catch(() => {}),
			),
		);
		writeFileSync(
			join(out, `${name}.log`),
			[...this.lines, ...this.faults, "", ...this.server.log].join("\n"),
		);
	}
}

/** The widget's frame on a page. */
export function frameOf(page: Page): FrameLocator {
	return page.frameLocator("parley-chat iframe");
}

// Runs in every frame of a browser.
function tellViolations(): void {
	const tell = (globalThis as unknown as { parleyViolation?: (what: string) => void }).parleyViolation;
	document.addEventListener("securitypolicyviolation", (e) =>
		tell?.(`${e.effectiveDirective} ${e.blockedURI} at ${e.documentURI}:${e.lineNumber}`),
	);
}
