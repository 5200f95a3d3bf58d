// Texts that would run scripts, in everything that the API sets of the site, in every page of
// the settings that shows it: they stay texts.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { desktop, openConsole } from "./harness/console.ts";
import { elements, watched } from "./harness/executions.ts";
import { payloads } from "./harness/payloads.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

type Made = { readonly page: string; readonly id: string };
type Make = (w: World, hostile: string, n: number) => Promise<Made>;

/** What each page shows: a line for each, which makes one with a hostile text in all that takes one. */
const makes: readonly Make[] = [
	async (w, hostile, n) => ({
		page: "agents",
		id: await w.api.make("global/agents", {
			email: `agent${n}@example.com`,
			displayName: hostile,
			firstName: hostile,
			lastName: hostile,
		}),
	}),
	async (w, hostile) => ({
		page: "departments",
		id: await w.api.make("global/departments", { name: hostile, description: hostile }),
	}),
	async (w, hostile) => ({
		page: "skills",
		id: await w.api.make("global/skills", { name: hostile, description: hostile }),
	}),
	async (w, hostile) => ({
		page: "keys",
		id: await w.api.make("global/apiKeys", { name: hostile, scopes: ["chats:read"] }),
	}),
	async (w, hostile) => ({
		page: "clients",
		id: await w.api.make("global/oauthClients", { name: hostile, scopes: ["chats:read"] }),
	}),
	async (w, hostile) => ({
		page: "identity",
		id: await w.api.make("livechat/identityKeys", { name: hostile, algorithm: "HS256" }),
	}),
	async (w, hostile) => ({
		page: "webhooks",
		id: await w.api.make("livechat/webhooks", {
			event: "chatEnds",
			targetUrl: `https://crm.example/?${hostile.replaceAll(/[\s%]/g, "+")}`,
		}),
	}),
	async (w, hostile) => ({
		page: "signin",
		id: await w.api.make("global/identityProviders", {
			name: hostile,
			issuer: "https://login.example",
			clientId: hostile.slice(0, 300),
			clientSecret: "x",
		}),
	}),
	async (w, hostile) => ({
		page: "wrapup",
		id: await w.api.make("livechat/wrapupCategories", {
			name: hostile,
			options: [{ name: hostile, groupName: hostile }],
		}),
	}),
	async (w, hostile) => ({
		page: "variables",
		id: await w.api.make("livechat/customVariables", { name: hostile, value: hostile }),
	}),
	async (w, hostile, n) => ({
		page: "canned",
		id: await w.api.make("livechat/cannedMessages", {
			shortcut: `${hostile.replace(/\s/g, "").slice(0, 40)}${n}`,
			text: hostile,
			category: hostile.slice(0, 100),
			sharedWith: "everybody",
		}),
	}),
	async (w, hostile, n) => ({
		page: "bans",
		id: await w.api.make("livechat/bans", { address: `203.0.113.${n}`, comment: hostile.slice(0, 500) }),
	}),
];

/** Texts of all payloads, several in one. */
function texts(most: number): string[] {
	const all: string[] = [];
	let one = "";
	for (const p of payloads.map((p) => p.replace(/[\r\n\t]/g, " ").slice(0, most))) {
		if (one.length + p.length >= most) {
			all.push(one);
			one = "";
		}
		one = `${one} ${p}`.trim();
	}
	return [...all, one];
}

const rows = ".listtable tbody tr, .ordered > li";

async function open(w: World, page: Page, place: string, shown: string): Promise<void> {
	await page.goto(`${w.server.address}/console/settings/${place}`);
	await page.locator(shown).first().waitFor();
}

/** Shows the whole audit log, which tells of all that was made. */
async function openAll(w: World, page: Page, atLeast: number): Promise<void> {
	const [deeds, more] = [page.locator(".deed"), page.locator(".moredeeds")];
	await open(w, page, "audit", ".deed");
	while ((await more.count()) > 0) {
		const shown = await deeds.count();
		await more.click();
		await until("more of the log", async () => ((await deeds.count()) > shown ? true : undefined));
	}
	expect(await deeds.count()).toBeGreaterThan(atLeast);
}

test("of what the API sets nothing runs in the settings", { timeout: 240_000 }, async () => {
	const w = await World.make();
	const ran: string[] = [];
	const page = await openConsole(w, undefined, { page: await watched(w, ran, desktop) });
	const all = texts(1_500);
	for (const make of makes) {
		const made: Made[] = [];
		for (const [n, hostile] of all.entries()) {
			made.push(await make(w, `${hostile} ${n}`, n)); // no two may have one name
		}
		const [first] = made;
		if (first === undefined) {
			throw new Error("nothing was made");
		}
		await open(w, page, first.page, rows);
		await until(`all of ${first.page}`, async () =>
			(await page.locator(rows).count()) >= all.length ? true : undefined,
		);
		expect(await elements(page), first.page).toEqual([[]]);
		for (const { page: name, id } of made.slice(0, 3)) {
			await open(w, page, `${name}/${id}`, ".settingsform input");
			expect(await elements(page), name).toEqual([[]]);
			await page.locator(".formtools .danger").click();
			await page.getByRole("dialog").waitFor();
			expect(await elements(page), `deleting ${name}`).toEqual([[]]);
		}
	}
	await openAll(w, page, makes.length * all.length);
	expect(await elements(page), "audit").toEqual([[]]);
	expect(ran).toEqual([]);
	process.stdout.write(`${payloads.length} payloads in the settings: ${ran.length} executions\n`);
});

test("of names nothing runs on the pages of the site and of one's own account", {
	timeout: 120_000,
}, async () => {
	const w = await World.make();
	const ran: string[] = [];
	const page = await openConsole(w, undefined, { page: await watched(w, ran, desktop) });
	const [me] = (await w.api.get("global/agents")) as unknown as readonly { readonly id: string }[];
	for (const hostile of texts(1_500)) {
		await w.api.put("global/site", { name: hostile.slice(0, 200) });
		await w.api.put(`global/agents/${me?.id}`, { displayName: hostile });
		await open(w, page, "site", ".settingsform input");
		expect(await elements(page), "site").toEqual([[]]);
		await open(w, page, "account", ".whoami");
		expect(await elements(page), "account").toEqual([[]]);
	}
	expect(ran).toEqual([]);
});

test("of a visitor's address and the site's name nothing runs in the guide", {
	timeout: 120_000,
}, async () => {
	const w = await World.make();
	const ran: string[] = [];
	const page = await openConsole(w, undefined, { page: await watched(w, ran, desktop) });
	for (const hostile of texts(1_500)) {
		await w.api.put("global/site", { name: hostile.slice(0, 60) });
		const vi = new Talker(w, "Violet");
		await vi.visit({ page: { title: hostile, url: `${w.shop.origin}/?${hostile}` } });
		await open(w, page, "start", ".startsteps input");
		expect(await elements(page)).toEqual([[]]);
		await page.locator(".startsteps li:nth-child(3) > h2 > button").click();
		await page.locator(".firstvisit[data-seen=true]").waitFor();
		expect(await elements(page)).toEqual([[]]);
		vi.leave();
	}
	expect(ran).toEqual([]);
});
