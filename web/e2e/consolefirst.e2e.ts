// The first run: from an empty folder to a visitor who chats, by the link that the server prints.
import { expect, test } from "vitest";
import { desktop, goOnline, signIn } from "./harness/console.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

const secret = "a password of one's own";
const grace = "grace@example.com";

test("an empty folder becomes a site with a widget that answers", async () => {
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
	await page.goto(`${w.server.address}/console/work`);
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
