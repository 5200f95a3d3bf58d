// The console at work: two agents and five visitors at once, and what is kept of it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { campaign } from "./harness/campaign.ts";
import { ada, goOnline, makeAgent, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

/** The row of a visitor in the lists. */
function row(page: Page, name: string) {
	return page.getByRole("region", { name: "Chats" }).getByRole("button", { name: new RegExp(name) });
}

/** Opens a chat, and says something there. */
async function answer(page: Page, name: string, text: string): Promise<void> {
	await row(page, name).click();
	await page.getByRole("region", { name: `Chat with ${name}` }).waitFor();
	await page.getByRole("textbox", { name: "Message" }).fill(text);
	await page.keyboard.press("Enter");
	await page.getByRole("log").getByText(text, { exact: true }).waitFor();
}

/** Accepts what is offered on either page until a number of chats are taken. */
async function acceptAll(pages: readonly Page[], count: number): Promise<void> {
	await until(`${count} chats to be taken`, async () => {
		let taken = 0;
		for (const page of pages) {
			const accept = page.getByRole("button", { name: "Accept" }).first();
			if (await accept.isVisible()) {
				await accept.click({ timeout: 2_000 }).catch(() => {}); // it may be over by now
			}
			taken += await page.locator(".chatrow").count();
		}
		return taken === count ? true : undefined;
	});
}

async function wrapUpAndPutAway(page: Page): Promise<void> {
	await page.getByRole("button", { name: "End chat" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
	await page.getByText("Its wrap-up is still missing.").waitFor();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("alert").getByText("This is required.").waitFor();
	await page.getByRole("checkbox", { name: "Refund" }).check();
	await page.getByRole("radio", { name: "yes" }).check();
	await page.getByRole("textbox", { name: "Comment" }).fill("All well.");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved", { exact: true }).waitFor();
	await page.getByRole("button", { name: "Done" }).click();
	await page.getByText("Choose a chat.").waitFor();
}

test("two agents work with five visitors at once, and the record has it all", {
	timeout: 120_000,
}, async () => {
	const w = await World.make();
	const fieldId = await w.api.make("livechat/fields", {
		name: "Solved",
		type: "radioBox",
		options: ["yes", "no"].map((name, order) => ({ name, order })),
	});
	const options = [{ name: "Boots" }, { name: "Refund", groupName: "Billing" }];
	await w.api.make("livechat/wrapupCategories", { name: "Topic", isRequired: true, options });
	const wrapupFields = [{ fieldId, order: 0, isRequired: true, isVisible: true }];
	const shop = await campaign(w, {}, { wrapupFields });
	await makeAgent(w, "Bob");
	const [adas, bobs] = [await openConsole(w, ada), await openConsole(w, "bob@example.com")];
	await goOnline(adas);
	await goOnline(bobs);
	const visitors = ["Violet", "Walter", "Xenia", "Yusuf", "Zoe"].map((name) => new Talker(w, name));
	const chats = await Promise.all(visitors.map((v) => v.ask({ campaign: shop })));
	await acceptAll([adas, bobs], 5);

	// All talk at once; what is not in view is counted.
	await Promise.all(visitors.map((v) => v.say(`I am ${v.name}`)));
	for (const v of visitors) {
		const page = (await row(adas, v.name).count()) > 0 ? adas : bobs;
		await answer(page, v.name, `Hello ${v.name}`);
		await v.hears(`Hello ${v.name}`);
		await v.isRead();
	}

	// One of Ada's goes to Bob, with a note that the visitor does not see.
	const name = (await adas.locator(".chatrow .who").first().textContent()) ?? "";
	const moved = visitors.find((v) => v.name === name);
	if (moved === undefined) {
		throw new Error("Ada has no chat");
	}
	await row(adas, moved.name).click();
	await adas.getByRole("button", { name: "Note" }).click();
	await adas.getByRole("textbox", { name: "Note" }).fill("Knows us well.");
	await adas.keyboard.press("Enter");
	await adas.getByRole("log").getByText("Knows us well.").waitFor();
	await adas.getByRole("button", { name: "Transfer" }).click();
	await adas.getByRole("dialog").getByRole("button", { name: /Bob/ }).click();
	await bobs.getByRole("button", { name: "Accept" }).click();
	await bobs.getByRole("region", { name: `Chat with ${moved.name}` }).waitFor();
	await bobs.getByRole("log").getByText("Knows us well.").waitFor();
	await row(adas, moved.name).waitFor({ state: "detached" });

	// A file, and the end.
	await bobs.locator("input[type=file]").setInputFiles({
		name: "offer.txt",
		mimeType: "text/plain",
		buffer: Buffer.from("half the price"),
	});
	await bobs.getByRole("log").getByText("offer.txt").waitFor();
	await wrapUpAndPutAway(bobs);

	const guid = chats[visitors.indexOf(moved)] ?? "";
	const record = await until("the record", () => w.api.record(guid));
	const said = JSON.stringify(record);
	expect(said).toContain(`Hello ${moved.name}`);
	expect(said).toContain("Knows us well.");
	expect(said).toContain("offer.txt");
	expect(record).toMatchObject({ chatWrapup: { comment: "All well.", categoriesName: "Billing(Refund)" } });
	expect(said).toContain('"fieldName":"Solved"');
});

test("what is written while the connection is down is pending, and sent once it is back", async () => {
	const w = await World.make();
	w.expected.push(/ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load resource/);
	const page = await openConsole(w);
	await goOnline(page);
	const v = new Talker(w, "Violet");
	await v.ask();
	await page.getByRole("button", { name: "Accept" }).click();
	await page.getByRole("textbox", { name: "Message" }).fill("One");
	await page.keyboard.press("Enter");
	await v.hears("One");
	const unsent = page.getByRole("img", { name: "Not sent yet" });
	await unsent.waitFor({ state: "detached" }); // the agent may hear of it later than the visitor
	await w.server.kill();
	await page.getByRole("textbox", { name: "Message" }).fill("Two");
	await page.keyboard.press("Enter");
	await unsent.waitFor();
	await w.server.run();
	await page.evaluate(() => dispatchEvent(new Event("online"))); // else the next try may be half a minute away
	await unsent.waitFor({ state: "detached" });
	const said = await page.locator(".said[data-side=own] .bubble p").allTextContents();
	expect(said).toEqual(["One", "Two"]);
});
