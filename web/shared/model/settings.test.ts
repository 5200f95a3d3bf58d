import { expect, test } from "vitest";
import { FrameError } from "./json.ts";
import { readSettings } from "./settings.ts";

const field = { id: "f", name: "Email", type: "text", required: true, hidden: false, system: true };

test("settings are read whole", () => {
	const told = {
		site: 10000,
		campaign: { id: "c", name: "Shop" },
		language: "de",
		look: { color: "#2B6CB0", position: "left", theme: "dark", offsetX: 0, offsetY: 8, sound: false },
		texts: { de: { "button.online": "Frag uns" } },
		open: true,
		departments: [{ id: "d", name: "Sales", open: false }],
		forms: { preChat: [{ ...field, options: ["a", "b"] }], postChat: [], offline: [] },
		challenge: 16,
		transcripts: true,
		files: true,
		typedText: true,
	};
	expect(readSettings(told)).toEqual(told);
});

test("what settings leave out has a default", () => {
	expect(readSettings({ site: 10000, campaign: null })).toEqual({
		site: 10000,
		campaign: undefined,
		language: "en",
		look: { color: "#2b6cb0", position: "right", theme: "auto", offsetX: 20, offsetY: 20, sound: true },
		texts: {},
		open: false,
		departments: [],
		forms: { preChat: [], postChat: [], offline: [] },
		challenge: 0,
		transcripts: false,
		files: false,
		typedText: false,
	});
});

test("a colour that is none, and a type of field that is not known, have defaults", () => {
	const s = readSettings({
		site: 1,
		look: { color: "red;background:url(x)" },
		forms: { preChat: [{ ...field, type: "hologram" }] },
	});
	expect(s.look.color).toBe("#2b6cb0");
	expect(s.forms.preChat[0]?.type).toBe("text");
});

test.each([
	null,
	[],
	"x",
	{},
	{ site: "10000" },
	{ site: 1, texts: { de: { key: 5 } } },
	{ site: 1, departments: {} },
])("%j is no settings", (told) => {
	expect(() => readSettings(told)).toThrow(FrameError);
});
