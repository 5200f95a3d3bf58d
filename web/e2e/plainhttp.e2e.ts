// A server without https, as it is on the first day in a house's own network: browsers give its
// pages less than those of this machine.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { elsewhere } from "./harness/browser.ts";
import { desktop, goOnline, signIn } from "./harness/console.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

const grace = "grace@example.com";
const secret = "a password of one's own";

/** An address of this machine by its other name. */
const away = (address: string) => address.replace("127.0.0.1", elsewhere);

const isTrusted = (page: Page) => page.evaluate(() => isSecureContext);

test("without https a site is set up, and agents and visitors chat", { timeout: 120_000 }, async () => {
	const w = await World.make([], { empty: true });
	w.others.push(away(w.server.address), away(w.shop.origin));
	const link = await until("the link", () => /http:\S+\/setup\?key=\S+/.exec(w.server.printed)?.[0]);
	const page = await w.visitor(desktop);
	await page.goto(away(link));
	expect(await isTrusted(page)).toBe(false);
	await page.getByLabel("Your name, as visitors see it").fill("Grace");
	await page.getByLabel("E-mail").fill(grace);
	await page.getByLabel("Password, of 12 characters or more").fill(secret);
	await page.getByRole("button", { name: "Set up Parley" }).click();
	await signIn(page, grace, secret);
	await page.getByRole("heading", { name: "Getting started" }).waitFor();

	await page.goto(`${away(w.server.address)}/console/settings/wrapup/new`);
	await page.getByRole("textbox", { name: "Name", exact: true }).fill("Topic");
	await page.getByRole("button", { name: "Add an option" }).click();
	await page.getByRole("textbox", { name: "Name of option 1" }).fill("Boots");
	await page.getByRole("button", { name: "Save", exact: true }).click();
	await page.getByRole("heading", { name: "Topic", level: 1 }).waitFor();

	await page.getByRole("link", { name: "Work" }).click();
	await goOnline(page);
	const visitor = await Widget.open(w, away(w.shop.origin));
	expect(await isTrusted(visitor.page)).toBe(false);
	await visitor.start({ Name: "Violet", Email: "violet@example.com" });
	await page.getByRole("button", { name: "Accept" }).click();
	await visitor.say("Is it open?");
	await page.getByRole("log").getByText("Is it open?", { exact: true }).waitFor();
	await page.getByRole("textbox", { name: "Message" }).fill("It is.");
	await page.keyboard.press("Enter");
	await visitor.hears("It is.");
	await page.locator("input[type=file]").setInputFiles({
		name: "hours.txt",
		mimeType: "text/plain",
		buffer: Buffer.from("9 to 5"),
	});
	await visitor.log.getByText("hours.txt").waitFor();
});
