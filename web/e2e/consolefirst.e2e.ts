// The first run: from an empty folder to a visitor who chats, by the link that the server prints.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { Api } from "./harness/api.ts";
import { desktop, goOnline, signIn } from "./harness/console.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

const secret = "a password of one's own";
const grace = "grace@example.com";

test("an empty folder becomes a site with a widget that answers", { timeout: 120_000 }, async () => {
	const w = await World.make([], { empty: true });
	const link = await until("the link", () => /http:\S+\/setup\?key=\S+/.exec(w.server.printed)?.[0]);
	const page = await w.visitor(desktop);
	await page.goto(link);
	await page.getByLabel("Name of your site or company").fill("The shop");
	await page.getByLabel("Your name, as visitors see it").fill("Grace");
	await page.getByLabel("E-mail").fill(grace);
	await page.getByLabel("Password, of 12 characters or more").fill(secret);
	await page.getByRole("button", { name: "Set up Parley" }).click();
	await signIn(page, grace, secret);
	await page.getByRole("navigation").waitFor();
	await guide(w, page);
	await goOnline(page);

	const visitor = await Widget.open(w);
	await visitor.start({ Name: "Violet", Email: "violet@example.com" });
	await page.getByRole("button", { name: "Accept" }).click();
	await visitor.say("Is it open?");
	await page.getByRole("log").getByText("Is it open?", { exact: true }).waitFor();
	await page.getByRole("textbox", { name: "Message" }).fill("It is.");
	await page.keyboard.press("Enter");
	await visitor.hears("It is.");

	w.expected.push(/status of 409/);
	await page.goto(link);
	await page.getByText("Parley is set up already").waitFor();
	expect(await page.getByRole("textbox").count()).toBe(0);
});

interface Site {
	readonly name: string;
	readonly showGuide: boolean;
}

interface Campaign {
	readonly name: string;
	readonly look: { readonly color: string };
}

/** Goes through the guide, as whoever has just signed in, and asks the API what has become of it. */
async function guide(w: World, page: Page): Promise<void> {
	const api = await Api.signIn(w.server.address, grace, secret);
	const site = async () => (await api.get("global/site")) as unknown as Site;
	await page.getByRole("heading", { name: "Getting started" }).waitFor();
	expect(await site()).toMatchObject({ name: "The shop", showGuide: true });
	await page.getByLabel("Name", { exact: true }).fill("The shoe shop");
	await page.getByRole("button", { name: "Next" }).click();

	await page.getByLabel("Colour", { exact: true }).fill("#7a3e9d");
	await page
		.frameLocator(".widgetpreview iframe")
		.frameLocator("iframe")
		.getByRole("heading", { name: "Hello! How can we help?" })
		.waitFor();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("button", { name: "Next" }).click();
	const [campaign] = (await api.get("livechat/campaigns")) as unknown as readonly Campaign[];
	expect([campaign?.name, campaign?.look.color, (await site()).name]).toEqual([
		"The shop",
		"#7a3e9d",
		"The shoe shop",
	]);

	// The code as it stands there, on a page of somebody else.
	const code = await page.locator(".installation code").innerText();
	expect(code).toContain(`${w.server.address}/widget.js`);
	await page.getByText("Waiting for the first visit…").waitFor();
	const tag = /^<script (.*)><\/script>$/.exec(code.trim())?.[1] ?? "";
	const attributes = Object.fromEntries([...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map((m) => [m[1], m[2]]));
	w.shop.pages.set("/installed", { attributes });
	const guest = await w.visitor();
	await guest.goto(`${w.shop.origin}/installed`);
	await page.getByText(`Seen on ${w.shop.origin}/installed`).waitFor();
	await guest.close();
	await page.getByRole("button", { name: "Next" }).click();

	await page.getByRole("textbox", { name: "Name", exact: true }).fill("Alan");
	await page.getByRole("textbox", { name: "Email" }).fill("alan@example.com");
	await page.getByRole("button", { name: "Add a colleague" }).click();
	const password = await page.locator(".secretonce code").innerText();
	expect(password).toHaveLength(18);
	await Api.signIn(w.server.address, "alan@example.com", password);
	await page.getByRole("button", { name: "Next" }).click();

	// What was passed over can be come back to.
	await page.getByRole("button", { name: "Put it on your web site" }).click();
	await page.locator(".installation code").waitFor();
	await page.getByRole("button", { name: "Ready" }).click();
	await page.getByRole("button", { name: "To work" }).click();
	await page.waitForURL("**/console/work");
	await until("the guide to be done", async () => ((await site()).showGuide ? undefined : true));
	await page.getByRole("link", { name: "Settings", exact: true }).click();
	await page.locator(".settingsnav").waitFor();
	expect(await page.getByRole("link", { name: "Getting started" }).count()).toBe(0);
	await page.getByRole("link", { name: "Work", exact: true }).click();
}
