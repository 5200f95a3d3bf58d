// Texts that would run scripts, in every field that a visitor controls, in every page of the
// console: they stay texts.
import { expect, test } from "vitest";
import { campaign, nameAndEmail } from "./harness/campaign.ts";
import { desktop, goOnline, openConsole } from "./harness/console.ts";
import { elements, watched } from "./harness/executions.ts";
import { payloads, rounds } from "./harness/payloads.ts";
import { Talker } from "./harness/talker.ts";
import { World } from "./harness/world.ts";

/** Texts cut to what the server takes of one. */
const within = (all: readonly string[], most: number) => all.join(" ").slice(0, most);

/** Several texts in one, a line each. */
function chunks(all: readonly string[], size: number): string[] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
		all.slice(i * size, (i + 1) * size).join("\n"),
	);
}

test("of what visitors say nothing runs in the console", { timeout: 120_000 }, async () => {
	const w = await World.make();
	const ran: string[] = [];
	const question = { name: "Question", type: "textArea" };
	const shop = await campaign(w, { preChat: [...nameAndEmail, question] });
	const fields = (await w.api.get("livechat/fields")) as unknown as { id: string; name: string }[];
	const fieldId = fields.find((f) => f.name === "Question")?.id;
	await w.api.make("livechat/customVariables", { name: "Plan" });
	const page = await openConsole(w, undefined, { page: await watched(w, ran, desktop) });
	await goOnline(page);
	for (const [i, all] of rounds(4).entries()) {
		const v = new Talker(w, all[i] ?? "");
		const hostile = within(all, 1_500);
		const at = { title: hostile, url: `${w.shop.origin}/?q=${encodeURIComponent(within(all, 300))}` };
		await v.visit({
			page: at,
			referrer: `javascript:pwned()//${hostile}`,
			language: within(all, 30),
			campaign: shop,
			variables: [{ name: "Plan", value: within(all, 900) }],
		});
		await v.ask({
			name: within(all, 200),
			email: "vi@example.com",
			phone: within(all, 200),
			company: within(all, 200),
			product: within(all, 200),
			page: at,
			referrer: hostile,
			campaign: shop,
			fields: [{ fieldId, name: "Question", value: hostile }],
		});
		await page.getByRole("button", { name: "Accept" }).waitFor();
		expect(await elements(page)).toEqual([[]]);
		await page.getByRole("button", { name: "Accept" }).click();
		for (const text of chunks(all, 10)) {
			await v.say(text); // a line each; fewer messages than the server lets through at once
		}
		const files = await v.sendFiles(all.slice(0, 6).map((name) => `${name.slice(0, 150)}.txt`));
		expect(files).toBeGreaterThan(0);
		await v.say("all said");
		await page.getByRole("log").getByText("all said").waitFor();
		expect(await elements(page)).toEqual([[]]);
		for (const key of ["PageUp", "PageUp", "Home"]) {
			await page.getByRole("log").press(key);
			expect(await elements(page)).toEqual([[]]);
		}
		await page.locator("body").press("t");
		await page.getByRole("dialog").waitFor();
		await page.keyboard.press("Escape");
		await page.getByRole("dialog").waitFor({ state: "detached" });
		await page.getByRole("button", { name: "More" }).click();
		await page.getByRole("menuitem", { name: "Ban visitor" }).click();
		await page.getByRole("dialog").waitFor();
		expect(await elements(page)).toEqual([[]]);
		await page.keyboard.press("Escape");
		await page.getByRole("dialog").waitFor({ state: "detached" });
		await page.getByRole("link", { name: "Visitors" }).click();
		await page.getByRole("row").nth(1).waitFor();
		expect(await elements(page)).toEqual([[]]);
		await page.getByRole("link", { name: "Work" }).click();
		await page.locator(".chatrow").last().click();
		await page.getByRole("log").getByText("all said").waitFor();
		await page.getByRole("log").press("e"); // where one writes it would be a letter
		await page.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
		await page.getByRole("button", { name: "Done" }).click();
	}
	expect(ran).toEqual([]);
	process.stdout.write(`${payloads.length} payloads in what the console shows: ${ran.length} executions\n`);
});
