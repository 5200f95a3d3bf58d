import { describe, expect, test } from "vitest";
import { type FromFrame, type Init, sealed, type ToFrame, toFrame } from "./bridge.ts";

const page = { title: "A page", url: "https://shop.example/a" };
const init: Init = {
	type: "init",
	settings: { site: 10000 },
	page,
	referrer: "",
	language: "de",
	visits: 2,
	looked: true,
	open: false,
};
const full: Init = {
	...init,
	secret: "pv_x",
	identity: "a.b.c",
	variables: [{ name: "plan", value: "gold" }],
	invitation: { id: "i", message: "Hello?", agent: { name: "Ada", avatar: "KEY" } },
};

const toFrames: readonly ToFrame[] = [
	init,
	full,
	{ type: "page", page, referrer: "" },
	{ type: "open" },
	{ type: "close" },
	{ type: "identify", jwt: "a.b.c" },
	{ type: "variables", variables: [{ name: "plan", value: "gold" }] },
];

const fromFrames: readonly FromFrame[] = [
	{ type: "ready" },
	{ type: "size", state: "closed" },
	{ type: "size", state: "invitation", height: 120 },
	{ type: "unread", count: 3 },
	{ type: "used", running: true },
	{ type: "event", name: "message", data: { text: "x" } },
];

test.each(toFrames)("what the frame is told is read as it was: $type", (m) => {
	expect(toFrame(structuredClone(sealed(m)))).toMatchObject(m);
});

describe("what is no message is none", () => {
	const nothing: readonly unknown[] = [undefined, null, "open", 1, [], {}, { type: "open" }, { parley: 1 }];
	const wrong: readonly unknown[] = [
		...toFrames.map((m) => ({ ...m, parley: 2 })),
		{ parley: 1, type: "constructor" },
		{ parley: 1, type: "page", page: { title: "x" }, referrer: "" },
		{ parley: 1, type: "identify", jwt: {} },
		{ parley: 1, type: "variables", variables: [{ name: "x", value: 1 }] },
		{ parley: 1, type: "variables", variables: "x" },
		{ ...sealed(init), visits: -1 },
		{ ...sealed(init), open: "yes" },
		{ ...sealed(init), looked: undefined },
		{ ...sealed(init), secret: 5 },
		{ ...sealed(init), invitation: { id: "i" } },
		{ ...sealed(init), invitation: { id: "i", message: "", agent: { avatar: "KEY" } } },
		{ ...sealed(init), invitation: { id: "i", message: "", agent: { name: "Ada", avatar: 5 } } },
	];
	test.each([...nothing, ...wrong])("%j", (data) => {
		expect(toFrame(data)).toBeUndefined();
	});
	test.each(fromFrames)("$type, which only the frame tells", (m) => {
		expect(toFrame(sealed(m))).toBeUndefined();
	});
});
