// Texts that would run scripts, in all that the API sets of campaigns and what belongs to them:
// they stay texts, in lists, forms and the preview.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { desktop, openConsole } from "./harness/console.ts";
import { elements, watched } from "./harness/executions.ts";
import { payloads } from "./harness/payloads.ts";
import { World } from "./harness/world.ts";

/** All payloads, in texts of some length. */
function texts(most: number): readonly string[] {
	const all = [""];
	for (const p of payloads.map((p) => p.replace(/\s/g, " ").slice(0, most))) {
		const last = `${all.at(-1)} ${p}`.trim();
		if (last.length > most) {
			all.push(p);
		} else {
			all[all.length - 1] = last;
		}
	}
	return all;
}

/** Makes one of each with a hostile text wherever one is taken; gives the places of their forms. */
async function make(w: World, hostile: string, n: number): Promise<readonly string[]> {
	const field = await w.api.make("livechat/fields", {
		name: hostile,
		type: "radioBox",
		options: [{ name: hostile }, { name: `${n}` }],
	});
	const variable = `${n} ${hostile}`.replace(/\./g, "");
	await w.api.make("livechat/customVariables", { name: variable });
	const bot = await w.api.make("livechat/bots", { name: hostile, description: hostile });
	const asked = [{ fieldId: field, isVisible: true, isRequired: true, order: 0 }];
	const campaign = await w.api.make("livechat/campaigns", {
		name: hostile,
		description: hostile,
		language: "en",
		botId: bot,
		preChatFields: asked,
		postChatFields: asked,
		wrapupFields: asked,
		offlineMessageFields: asked,
		texts: { en: { "preChat.title": hostile, "frame.title": hostile, "strange.key": hostile } },
	});
	const conditions = [
		{ name: "requestingPageTitle", operator: "contains", value: [hostile] },
		{ name: `customVariable.${variable}`, operator: "is", value: [hostile] },
		{ name: "campaignId", operator: "is", value: [campaign] },
	];
	const invitation = await w.api.make("livechat/autoInvitations", {
		name: hostile,
		message: hostile,
		campaignId: campaign,
		conditions,
	});
	const segment = await w.api.make("livechat/segments", { name: hostile, description: hostile, conditions });
	return [
		`campaigns/${campaign}`,
		`fields/${field}`,
		`invitations/${invitation}`,
		`segments/${segment}`,
		`bots/${bot}`,
	];
}

/** What of a page, or of a frame in it, became more than a text. */
async function found(page: Page): Promise<readonly string[]> {
	return (await elements(page)).flat();
}

const opened = 3; // of each; lists show them all

test("of what the API sets of campaigns nothing runs in the settings", { timeout: 240_000 }, async () => {
	const w = await World.make();
	const ran: string[] = [];
	const page = await openConsole(w, undefined, { page: await watched(w, ran, desktop) });
	const settings = `${w.server.address}/console/settings`;
	const all = texts(200);
	const made: (readonly string[])[] = [];
	for (const [n, hostile] of all.entries()) {
		made.push(await make(w, `${hostile} ${n}`, n)); // no two with one name
	}
	const places = made.slice(0, opened).flat();
	for (const list of ["campaigns", "fields", "invitations", "segments", "bots"]) {
		await page.goto(`${settings}/${list}`);
		await page
			.locator(".listtable tbody tr")
			.nth(all.length - 1)
			.waitFor();
		expect(await found(page), list).toEqual([]);
	}
	const preview = page.frameLocator(".widgetpreview iframe").frameLocator("iframe");
	for (const place of places) {
		await page.goto(`${settings}/${place}`);
		await page.locator(".settingsform input").first().waitFor();
		if (place.startsWith("campaigns/")) {
			for (const screen of ["Survey", "Message", "Invitation", "Button", "Chat", "Form"]) {
				await page.locator(".screens label", { hasText: screen }).click();
				expect(await found(page), screen).toEqual([]);
			}
			await preview.locator("legend").first().waitFor();
		}
		expect(await found(page), place).toEqual([]);
	}
	expect(ran).toEqual([]);
	process.stdout.write(
		`${payloads.length} payloads in what belongs to campaigns: ${ran.length} executions\n`,
	);
});
