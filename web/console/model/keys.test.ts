import { expect, test } from "vitest";
import { caps, type Pressed, press } from "./keys.ts";

const there = ["?", "g w", "g v", "a", "Alt+ArrowDown", "Control+k", "Escape"];
const key = (name: string, more: Partial<Pressed> = {}): Pressed => ({
	key: name,
	alt: false,
	control: false,
	writing: false,
	...more,
});

test("a key is found, whatever its case", () => {
	expect(press(key("A"), "", there).keys).toBe("a");
	expect(press(key("?"), "", there).keys).toBe("?");
	expect(press(key("z"), "", there)).toEqual({ keys: undefined, begun: "" });
});

test("letters after each other are found, and others begin anew", () => {
	const g = press(key("g"), "", there);
	expect(g).toEqual({ keys: undefined, begun: "g" });
	expect(press(key("v"), g.begun, there).keys).toBe("g v");
	expect(press(key("a"), g.begun, there).keys).toBe("a");
	expect(press(key("g"), g.begun, there).begun).toBe("g");
});

test("while something is written only keys with modifiers and Escape do something", () => {
	expect(press(key("a", { writing: true }), "", there).keys).toBeUndefined();
	expect(press(key("ArrowDown", { writing: true, alt: true }), "", there).keys).toBe("Alt+ArrowDown");
	expect(press(key("k", { writing: true, control: true }), "", there).keys).toBe("Control+k");
	expect(press(key("Escape", { writing: true }), "", there).keys).toBe("Escape");
});

test("a modifier alone leaves what was begun to nothing", () => {
	expect(press(key("Shift"), "g", there)).toEqual({ keys: undefined, begun: "" });
});

test("keys are shown one by one", () => {
	expect(caps("g w")).toEqual(["G", "W"]);
	expect(caps("Alt+ArrowDown")).toEqual(["Alt", "↓"]);
});
