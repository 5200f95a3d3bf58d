// The names of Comm100's visitor side API, for pages that move over.
import { expect, test } from "vitest";
import { campaign, nameAndEmail } from "./harness/campaign.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

const early = `
window.heard = [];
window.Comm100API = { onReady: () => {
	heard.push("ready");
	for (const key of ["livechat.chat.start", "livechat.chat.end", "livechat.button.online", "livechat.chat.minimize"])
		Comm100API.on(key, (x) => heard.push(key + (typeof x === "string" ? " guid" : "")));
	const stop = Comm100API.on("livechat.prechat.restore", () => heard.push("restore"));
	stop();
	Comm100API.on("livechat.chat.agent.input", (agent, text) => heard.push(text));
} };`;

type Api = Record<"get" | "set" | "do" | "on", (...args: unknown[]) => unknown>;

test("pages written for Comm100 find what they call", async () => {
	const w = await World.make();
	const id = await campaign(w, {
		preChat: [...nameAndEmail, { name: "Size", type: "radioBox", options: ["S"] }],
	});
	w.shop.scripts.set("/early.js", early);
	w.shop.pages.set("/", { scripts: ["/early.js"], last: [`${w.server.address}/comm100.js`] });
	const v = new Widget(await w.visitor());
	await v.page.goto(w.shop.origin);
	const heard = () => v.page.evaluate(() => (window as unknown as { heard: string[] }).heard);
	const hears = (what: string) =>
		until(what, async () => ((await heard()).includes(what) ? true : undefined));
	const api = (call: keyof Api, ...args: unknown[]) =>
		v.page.evaluate(([c, a]) => (window as unknown as { Comm100API: Api }).Comm100API[c](...a), [
			call,
			args,
		] as const);
	await hears("ready");
	expect(await api("get", "livechat.siteId")).toBe(10000);
	expect(await api("get", "livechat.campaignIds")).toEqual([id]);
	expect(await api("get", "livechat.button.status")).toBe("offline");
	const ada = await w.agent();
	await hears("livechat.button.online");
	expect(await api("get", "livechat.button.status")).toBe("online");
	expect(await api("get", "livechat.prechat.fields")).toMatchObject([
		{ type: "name", isRequired: true },
		{ type: "email" },
		{ type: "radio", label: "Size", options: [{ label: "S", value: "S" }] },
	]);
	await api("set", "livechat.button.isVisible", false);
	expect(await v.button.isVisible()).toBe(false);
	expect(await api("get", "livechat.button.isVisible")).toBe(false);
	await api("do", "livechat.button.click");
	await v.start({ Name: "Vi", Email: "vi@example.com" });
	const chat = await ada.accept();
	await hears("livechat.chat.start guid");
	await v.listens(ada, chat);
	await ada.do("post", { chat, text: "Welcome" });
	await v.hears("Welcome");
	await hears("Welcome");
	await api("do", "livechat.chat.minimize");
	await hears("livechat.chat.minimize");
	await ada.do("end", { chat });
	await hears("livechat.chat.end");
	expect(await heard()).not.toContain("restore");
});

test("what is not supported says so and breaks nothing", async () => {
	const w = await World.make();
	w.shop.pages.set("/", { last: [`${w.server.address}/comm100.js`] });
	const v = await w.visitor();
	const warnings: string[] = [];
	v.on("console", (m) => m.type() === "warning" && warnings.push(m.text()));
	await v.goto(w.shop.origin);
	await v.locator("parley-chat button").waitFor();
	const got = await v.evaluate(() => {
		const api = (window as unknown as { Comm100API: Api }).Comm100API;
		api.set("livechat.prechat.fields", []);
		api.do("livechat.chat.video.request");
		api.on("livechat.sideWindow.show", () => {});
		api.on("toString", () => {});
		return [api.get("livechat.visitor.guid"), api.get("constructor")];
	});
	expect(got).toEqual([undefined, undefined]);
	for (const key of [
		"prechat.fields",
		"chat.video.request",
		"sideWindow.show",
		"toString",
		"visitor.guid",
		"constructor",
	]) {
		expect(warnings.some((t) => t.includes(key))).toBe(true);
	}
});
