// From what the page told to a widget that runs.
import type { Init } from "../../shared/model/bridge.ts";
import type { Settings } from "../../shared/model/settings.ts";
import type { Socket } from "../../shared/net/driver.ts";
import { afterLoading, withFallback } from "../../shared/net/fallback.ts";
import { newID } from "../../shared/net/ids.ts";
import { webSocket } from "../../shared/net/websocket.ts";
import type { Place } from "../model/app.ts";
import { type Found, MemoryTable, Shelf } from "../model/shelf.ts";
import { whoOf } from "../model/who.ts";
import { openTable } from "./database.ts";
import { Engine, type Parts } from "./engine.ts";
import { alone, Tabs } from "./tabs.ts";

const patience = 8_000; // ms that another tab has to come to be a visitor

/** Begins; identity is the one that was told last. */
export async function begin(init: Init, settings: Settings, tell: Parts["tell"]): Promise<Engine> {
	const name = `parley/${settings.site}${subjectOf(init.identity)}`;
	const tab = newID();
	const shelf = new Shelf(await openTable(name), tab);
	const start = (found: Found) => run({ init, settings, name, tab, shelf, tell }, found);
	const found = await load(shelf);
	const known = found.secret !== "" || init.identity !== undefined;
	return known ? start(found).engine : first(name, async () => start(await load(shelf)));
}

interface Start {
	readonly init: Init;
	readonly settings: Settings;
	/** Of what the tabs of the visitor share. */
	readonly name: string;
	readonly tab: string;
	readonly shelf: Shelf;
	readonly tell: Parts["tell"];
}

interface Running {
	readonly engine: Engine;
	/** The secret is on the shelf. */
	readonly kept: Promise<void>;
}

// Of tabs that open at once with no visitor yet, one comes to be it, and the others wait
// for its secret.
function first(name: string, start: () => Promise<Running>): Promise<Engine> {
	return new Promise((resolve, reject) => {
		void alone(`${name}/first`, patience, async () => {
			const running = await start();
			resolve(running.engine);
			await Promise.race([running.kept, new Promise((r) => setTimeout(r, patience))]);
		}).catch(reject);
	});
}

async function load(shelf: Shelf) {
	try {
		return await shelf.load();
	} catch {
		return new Shelf(new MemoryTable(), "").load();
	}
}

function run({ init, settings, name, tab, shelf, tell }: Start, found: Found): Running {
	let kept = () => {};
	const keeping = new Promise<void>((resolve) => {
		kept = resolve;
	});
	const { secret, looked } = whoOf(init, found);
	const engine = new Engine({
		settings,
		place: placeOf(init),
		identity: init.identity,
		found: { ...found, secret },
		invitation: init.invitation,
		open: init.open,
		looked,
		shelf,
		connect: withFallback(() => webSocket(location.origin), withoutWebSocket),
		tell,
		kept: (secret) => secret !== "" && kept(),
	});
	const tabs = new Tabs(
		name,
		tab,
		(box) => engine.do({ type: "foreign", box }),
		(gone) => engine.adopt(gone),
		() => engine.rest(),
	);
	for (const other of new Set(found.commands.map((c) => c.tab))) {
		tabs.knew(
			other,
			found.commands.filter((c) => c.tab === other).map((c) => c.waiting),
		);
	}
	tabs.enter();
	engine.start(tabs);
	return { engine, kept: keeping };
}

function withoutWebSocket(): Socket {
	return afterLoading(async () => {
		const { StreamSocket } = await import("../../shared/net/stream.ts");
		return () => new StreamSocket(location.origin, fetch.bind(globalThis));
	});
}

function placeOf(init: Init): Place {
	return {
		page: init.page,
		referrer: init.referrer,
		language: navigator.language,
		timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
		screen: `${screen.width}x${screen.height}`,
		visits: init.visits,
		variables: init.variables ?? [],
	};
}

/** Whom an identity names: each has a shelf of its own. */
function subjectOf(jwt: string | undefined): string {
	if (jwt === undefined) {
		return "";
	}
	try {
		const payload = atob((jwt.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
		return `/${String((JSON.parse(payload) as { sub?: unknown }).sub)}`;
	} catch {
		return "/?";
	}
}
