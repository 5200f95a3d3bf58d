import { afterEach, expect, test, vi } from "vitest";
import { type Preview, sealedPreview } from "../../shared/model/preview.ts";
import { readSettings } from "../../shared/model/settings.ts";
import { hear } from "./around.ts";

const origin = "https://chat.example";

afterEach(() => vi.unstubAllGlobals());

/** A frame whose parent is a page, with all that it hears and tells. */
function listening() {
	const told: unknown[] = [];
	const parent = { postMessage: (message: unknown, to: string) => told.push([message, to]) };
	const window = Object.assign(new EventTarget(), { parent });
	vi.stubGlobal("window", window);
	vi.stubGlobal("location", { origin });
	const heard: Preview[] = [];
	hear((shown) => heard.push(shown));
	const say = (data: unknown, from: unknown = parent, at = origin) =>
		window.dispatchEvent(Object.assign(new Event("message"), { data, source: from, origin: at }));
	return { heard, told, say };
}

const shown: Preview = {
	settings: readSettings({ site: 1, look: { color: "#112233" } }),
	language: "en",
	screen: "chat",
	agent: "Ada",
	invitation: "Hello?",
	lines: [{ from: "agent", text: "Hello" }],
};

test("the page around is heard, and is told when somebody listens", () => {
	const { heard, told, say } = listening();
	say(sealedPreview(shown));
	expect(heard).toEqual([shown]);
	expect(told).toEqual([[{ parley: 1, type: "ready" }, origin]]);
});

test("nobody else is heard, and nothing else is understood", () => {
	const { heard, say } = listening();
	const message = sealedPreview(shown);
	say(message, {}, origin); // another frame of the same origin
	say(message, undefined, "https://evil.example");
	for (const at of ["https://evil.example", "null", "", "https://chat.example.evil", "http://chat.example"]) {
		say(message, (globalThis.window as unknown as { parent: unknown }).parent, at);
	}
	for (const odd of [null, 1, "preview", [], {}, { ...message, parley: 2 }, { ...message, type: "init" }]) {
		say(odd);
	}
	for (const part of [
		{ screen: "menu" },
		{ settings: {} },
		{ settings: null },
		{ lines: [1] },
		{ agent: 1 },
	]) {
		say({ ...message, ...part });
	}
	expect(heard).toEqual([]);
});
