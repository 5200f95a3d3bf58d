// Texts that would run scripts, in every field that somebody controls: they stay texts.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Agent } from "./harness/agent.ts";
import { elements, watched } from "./harness/executions.ts";
import { payloads, rounds } from "./harness/payloads.ts";
import { site } from "./harness/server.ts";
import { until } from "./harness/wait.ts";
import type { Seen } from "./harness/watch.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

const keys = Object.keys(
	JSON.parse(readFileSync(new URL("../shared/texts/en.json", import.meta.url), "utf8")) as object,
);

/** Settings that say the payloads wherever a campaign says something. */
function settingsOf(all: readonly string[]) {
	const joined = all.join(" ");
	const field = (name: string, type: string, i: number) => ({
		id: randomUUID(),
		name,
		type,
		required: i % 7 === 0 && type === "text",
		hidden: false,
		system: false,
		options: type === "text" || type === "checkBox" ? [] : all,
	});
	const types = ["text", "textArea", "radioBox", "checkBox", "dropdownList", "checkboxList"];
	const fields = all.map((p, i) => field(p, types[i % types.length] ?? "text", i));
	const department = { ...field("Department", "text", 1), system: true };
	return {
		site,
		campaign: { id: randomUUID(), name: joined },
		language: joined.slice(0, 20),
		look: { color: "#2b6cb0", position: all[0], theme: all[1], offsetX: 20, offsetY: 20, sound: true },
		texts: {
			en: Object.fromEntries(keys.map((k) => [k, k.startsWith("problem.") ? joined : `${k} ${joined}`])),
		},
		open: true,
		departments: all.map((name, i) => ({ id: randomUUID(), name, open: i % 2 === 0 })),
		forms: { preChat: [department, ...fields], postChat: fields, offline: fields },
		challenge: 0,
		transcripts: true,
		files: true,
		button: [joined, joined],
	};
}

test("of what a campaign says nothing runs", { timeout: 120_000 }, async () => {
	const w = await World.make();
	const ran: string[] = [];
	for (const all of rounds(4)) {
		const v = new Widget(await watched(w, ran));
		await v.page.route("**/live/campaign?*", (r) =>
			r.fulfill({ json: settingsOf(all), headers: { "access-control-allow-origin": "*" } }),
		);
		await v.page.goto(w.shop.origin);
		await v.button.dispatchEvent("click");
		await v.frame.locator("form").waitFor();
		expect(await v.frame.locator("option, label").count()).toBeGreaterThan(all.length);
		await v.frame.locator("form button[type=submit]").dispatchEvent("click");
		await v.frame.locator(".problem").first().waitFor();
		expect((await v.frame.locator("main").innerText()).includes(all[0] ?? "?")).toBe(true);
		await v.frame.locator("form button.plain").dispatchEvent("click");
		await v.frame.locator("form").waitFor();
		expect((await elements(v.page)).flat()).toEqual([]);
		await v.page.context().close();
	}
	expect(ran).toEqual([]);
	process.stdout.write(`${payloads.length} payloads in what a campaign says: ${ran.length} executions\n`);
});

/** Sends files with payloads as their names, as an agent; gives how many the server has let be called so. */
async function sendFiles(w: World, chat: string, names: readonly string[]): Promise<number> {
	let sent = 0;
	for (const [i, name] of names.entries()) {
		const query = new URLSearchParams({ chat, id: randomUUID(), name: `${name.slice(0, 150)}.txt` });
		const answer = await fetch(`${w.server.address}/live/files?${query}`, {
			method: "POST",
			headers: { authorization: `Bearer ${w.server.key}` },
			body: `file ${i}`,
		});
		expect([200, 400, 415]).toContain(answer.status);
		sent += answer.ok ? 1 : 0;
	}
	return sent;
}

function chunks(all: readonly string[], size: number): string[] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
		all.slice(i * size, (i + 1) * size).join("\n"),
	);
}

/** A conversation in which both sides, and the page, say payloads; gives how many links came of them. */
async function converse(
	w: World,
	ada: Agent,
	page: Page,
	round: number,
	all: readonly string[],
): Promise<number> {
	const watch = await w.watch();
	const path = `/round-${round}`; // the visitors of earlier rounds are shown until the server notices that they left
	w.shop.pages.set(path, { title: all.join(" ") });
	const v = new Widget(page);
	await v.page.goto(`${w.shop.origin}${path}?q=${encodeURIComponent(all.join(" "))}`);
	await v.page.evaluate(
		(vs) => window.Parley?.setCustomVariables?.(Object.fromEntries(vs.map((p) => [p, p]))),
		[...all.slice(0, 20)],
	);
	const here = (s: Seen) => s.page.url.includes(path);
	const seen = (await watch.until("the visitor", (vs) => vs.some(here))).find(here);
	await ada.do("invite", { visitor: seen?.id, text: all.join("\n").slice(0, 8_000) });
	await v.frame.getByRole("button", { name: "Chat now" }).click();
	const chat = await ada.accept();
	for (const text of chunks(all, 12)) {
		await ada.do("post", { chat, text });
	}
	expect(await sendFiles(w, chat, all)).toBeGreaterThan(all.length / 2);
	await v.composer.waitFor();
	for (const text of chunks(all, 14)) {
		await v.say(text.replace(/\n/g, " "));
	}
	await v.settled();
	await v.say("all said");
	await ada.hears(chat, "all said");
	expect((await elements(page)).flat()).toEqual([]);
	const links = await v.frame.locator("a[href]").count();
	await ada.do("end", { chat });
	await v.press("Give feedback");
	return links;
}

test("of what visitors and agents say nothing runs", { timeout: 240_000 }, async () => {
	const w = await World.make();
	const ran: string[] = [];
	const ada = await w.agent();
	let links = 0;
	for (const [round, all] of rounds(5).entries()) {
		await w.api.put(`global/agents/${ada.id}`, { displayName: all.slice(0, 8).join(" ").slice(0, 400) });
		const page = await watched(w, ran);
		links += await converse(w, ada, page, round, all);
		expect((await elements(page)).flat()).toEqual([]);
		await page.context().close();
	}
	expect(links).toBeGreaterThan(0);
	expect(ran).toEqual([]);
	process.stdout.write(
		`${payloads.length} payloads in what visitors and agents say: ${ran.length} executions\n`,
	);
});

test("a payload that does run is found out", async () => {
	const w = await World.make();
	const ran: string[] = [];
	const page = await watched(w, ran);
	await page.setContent("<img src=x onerror=pwned()><svg onload=pwned()>");
	await until("both to run", () => (ran.length === 2 ? true : undefined));
	expect((await elements(page)).flat()).toHaveLength(2);
});
