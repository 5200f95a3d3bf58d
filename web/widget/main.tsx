// The widget's frame: waits for what the page tells, then runs and shows the widget.
import { render } from "preact";
import type { FromFrame, Init, ToFrame } from "../shared/model/bridge.ts";
import { readSettings } from "../shared/model/settings.ts";
import { begin } from "./run/begin.ts";
import type { Engine } from "./run/engine.ts";
import { originIn, pageAt } from "./run/frame.ts";
import { type Language, loadLanguage } from "./run/languages.ts";
import "./style.css";
import { Root } from "./view/root.tsx";
import { dress } from "./view/theme.ts";

const origin = originIn(location.href);
if (origin !== undefined && window.parent !== window) {
	run(origin);
}

function run(from: string): void {
	const page = pageAt(from);
	let init: Init | undefined;
	let engine: Promise<Engine> | undefined;
	page.hear((m) => {
		if (m.type === "init") {
			if (init === undefined) {
				init = m;
				engine = show(m, page.tell);
			}
		} else if (m.type === "identify" && init !== undefined) {
			init = { ...init, identity: m.jwt };
			engine = again(engine, init, page.tell);
		} else {
			void engine?.then((e) => told(e, m));
		}
	});
	page.tell({ type: "ready" });
}

/** Whoever signs in is another visitor, with a connection of their own. */
async function again(
	before: Promise<Engine> | undefined,
	init: Init,
	tell: (m: FromFrame) => void,
): Promise<Engine> {
	const old = await before;
	old?.stop();
	return show(old === undefined ? init : { ...init, page: old.app.place.page, open: old.app.open }, tell);
}

function told(engine: Engine, m: ToFrame): void {
	switch (m.type) {
		case "page":
			engine.do({ type: "place", place: { page: m.page, referrer: m.referrer } });
			break;
		case "variables":
			engine.do({ type: "place", place: { variables: m.variables } });
			break;
		case "open":
		case "close":
			engine.do({ type: m.type });
			break;
	}
}

async function show(init: Init, tell: (m: FromFrame) => void): Promise<Engine> {
	const settings = readSettings(init.settings);
	const [engine, language] = await Promise.all([begin(init, tell), loadLanguage(init.language, settings)]);
	dress(document.documentElement, settings.look, language.tag);
	document.title = language.read("frame.title");
	const seen = () => engine.look(document.visibilityState === "visible");
	document.addEventListener("visibilitychange", seen);
	seen();
	paint(engine, language);
	if (engine.app.open) {
		tell({ type: "event", name: "open" }); // as it was told to begin
	}
	return engine;
}

/** Shows what is known, once for all changes between two frames of the screen. */
function paint(engine: Engine, { read, tag }: Language): void {
	const act = engine.do.bind(engine);
	const files = {
		send: (all: Iterable<File>) => void engine.send(all).catch(() => undefined),
		load: (key: string) => engine.read(key),
	};
	let due = false;
	const now = () => {
		due = false;
		render(
			<Root app={engine.app} read={read} tag={tag} now={Date.now()} do={act} files={files} />,
			document.body,
		);
	};
	engine.watch(() => {
		if (!due) {
			due = true;
			queueMicrotask(now);
		}
	});
	now();
}
