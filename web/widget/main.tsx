// The widget's frame: waits for what the page tells, then runs and shows the widget.
import { render } from "preact";
import type { FromFrame, Init, ToFrame } from "../shared/model/bridge.ts";
import { readSettings, type Settings } from "../shared/model/settings.ts";
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

/** What stays when the visitor becomes another one. */
interface Stage {
	readonly init: Init;
	readonly settings: Settings;
	readonly language: Promise<Language>;
	readonly tell: (m: FromFrame) => void;
}

function run(from: string): void {
	const page = pageAt(from);
	let stage: Stage | undefined;
	let engine: Promise<Engine> | undefined;
	page.hear((m) => {
		if (m.type === "init") {
			if (stage === undefined) {
				stage = prepare(m, page.tell);
				engine = show(stage, m);
			}
		} else if (m.type === "identify" && stage !== undefined) {
			engine = again(engine, stage, m.jwt);
		} else {
			void engine?.then((e) => told(e, m));
		}
	});
	document.addEventListener("visibilitychange", () => void engine?.then(look));
	page.tell({ type: "ready" });
}

function prepare(init: Init, tell: Stage["tell"]): Stage {
	const settings = readSettings(init.settings);
	return { init, settings, language: speak(init.language, settings), tell };
}

/** Loads the language, and gives the document its look. */
async function speak(page: string, settings: Settings): Promise<Language> {
	const language = await loadLanguage(page, settings);
	dress(document.documentElement, settings.look, language.tag);
	document.title = language.read("frame.title");
	return language;
}

/** Whoever signs in is another visitor, with a connection of their own, at the same place. */
async function again(before: Promise<Engine> | undefined, stage: Stage, identity: string): Promise<Engine> {
	const old = await before;
	if (old === undefined) {
		return show(stage, { ...stage.init, identity });
	}
	old.stop();
	const { place, open } = old.app;
	const { page, referrer, variables } = place;
	return show(stage, { ...stage.init, page, referrer, variables, open, identity });
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

function look(engine: Engine): void {
	engine.look(document.visibilityState === "visible");
}

async function show(stage: Stage, init: Init): Promise<Engine> {
	const { settings, tell } = stage;
	const [engine, language] = await Promise.all([begin(init, settings, tell), stage.language]);
	look(engine);
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
		send: engine.send.bind(engine),
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
