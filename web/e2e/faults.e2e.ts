// What goes wrong between visitor and server: nothing is lost, doubled or out of order.
import { expect, test } from "vitest";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

/** The texts of a chat's record that contain something. */
async function recorded(w: World, chat: string, part: string): Promise<string[]> {
	const record = await until("the record", () => w.api.record(chat));
	const texts = JSON.stringify(record).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
	return texts.map((t) => JSON.parse(t) as string).filter((t) => t.includes(part));
}

test("a message whose answer got lost is sent again after a reload, and counts once", async () => {
	const w = await World.make([], { throughNetwork: true });
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.say("First");
	await ada.hears(chat, "First");
	await v.settled();
	w.hold("answers");
	await v.say("Only once");
	await ada.hears(chat, "Only once");
	expect(await v.frame.locator(".bubble.pending").allTextContents()).toEqual(["Only once"]);
	await v.page.reload();
	await v.composer.or(v.frame.getByRole("heading")).first().waitFor();
	w.hold("nothing");
	await v.hears("Only once");
	await v.settled();
	await v.say("Last");
	await ada.hears(chat, "Last");
	const times = () => ada.lines(chat).filter((t) => t === "Only once").length;
	expect(times()).toBe(1);
	expect(await v.own()).toEqual(["First", "Only once", "Last"]);
	await ada.do("end", { chat });
	expect(await recorded(w, chat, "Only once")).toHaveLength(1);
	expect(await recorded(w, chat, "no such text")).toHaveLength(0);
});

test("a message that was not sent when the page was loaded again is sent then", async () => {
	const w = await World.make([], { throughNetwork: true });
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.composer.waitFor();
	w.hold("all");
	await v.say("Held back");
	await v.frame.locator(".bubble.pending", { hasText: "Held back" }).waitFor();
	await v.page.reload();
	w.hold("nothing");
	await ada.hears(chat, "Held back");
	await v.hears("Held back");
	await v.settled();
	expect(ada.lines(chat).filter((t) => t === "Held back")).toHaveLength(1);
	expect(await v.own()).toEqual(["Held back"]);
});

test("a server that is killed in the middle of a chat has lost nothing when it is back", async () => {
	const w = await World.make();
	w.expected.push(/WebSocket connection/, /ERR_CONNECTION_REFUSED/, /status of 50\d/);
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.say("Before 1");
	await ada.hears(chat, "Before 1");
	await v.say("Before 2");
	await w.server.kill();
	await v.say("While it is down 1");
	await v.say("While it is down 2");
	await v.frame.getByText(/No connection/).waitFor();
	expect(await v.frame.locator(".bubble.pending").count()).toBeGreaterThanOrEqual(2);
	await w.server.run();
	const texts = ["Before 1", "Before 2", "While it is down 1", "While it is down 2"];
	await ada.hears(chat, ...texts);
	await v.settled();
	expect(ada.lines(chat).filter((t) => texts.includes(t))).toEqual(texts);
	expect(await v.own()).toEqual(texts);
	await ada.do("post", { chat, text: "Still here" });
	await v.hears("Still here");
	await ada.do("end", { chat });
	const record = await Promise.all(texts.map((t) => recorded(w, chat, t)));
	expect(record.map((found) => found.length)).toEqual([1, 1, 1, 1]);
});

test("ten messages written in a minute without a network arrive once and in order", {
	timeout: 150_000,
}, async () => {
	const w = await World.make([], { throughNetwork: true });
	w.expected.push(/WebSocket/, /ERR_INTERNET_DISCONNECTED/);
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.say("Going into the tunnel");
	await ada.hears(chat, "Going into the tunnel");
	await v.settled();
	const gone = Date.now();
	w.hold("all");
	await v.page.context().setOffline(true);
	const texts = Array.from({ length: 10 }, (_, i) => `In the tunnel ${i + 1}`);
	for (const text of texts) {
		await v.say(text);
	}
	expect(await v.frame.locator(".bubble.pending").allTextContents()).toEqual(texts);
	await v.frame.getByText(/10 messages wait to be sent/).waitFor({ timeout: 10_000 });
	expect(ada.lines(chat)).not.toContain(texts[0]);
	await new Promise((over) => setTimeout(over, 60_000 - (Date.now() - gone)));
	w.hold("nothing");
	await v.page.context().setOffline(false);
	await ada.hears(chat, ...texts);
	await v.settled();
	expect(ada.lines(chat).filter((t) => t.startsWith("In the tunnel"))).toEqual(texts);
	expect(await v.own()).toEqual(["Going into the tunnel", ...texts]);
});
