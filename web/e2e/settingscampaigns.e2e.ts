// What an administrator does with campaigns and what belongs to them, and what the API says then.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { chatTerms, termsOf, visitTerms } from "../console/campaigns/model/terms.ts";
import { fieldNamed } from "../console/history/model/vocabulary.ts";
import { campaign, nameAndEmail } from "./harness/campaign.ts";
import { openConsole } from "./harness/console.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

/** Opens a page of the settings. */
async function open(page: Page, path: string): Promise<void> {
	await page.goto(`${new URL(page.url()).origin}/console/settings/${path}`);
	await page.locator(".pagehead h1").waitFor();
}

/** Saves, and waits until it is; gives the id in the address. */
async function save(page: Page): Promise<string> {
	await page.getByRole("button", { name: "Save" }).click();
	await until("what was made", () => /[0-9a-f-]{36}$/.test(page.url()) || undefined);
	await page.locator(".formtools").getByText("Saved.").or(page.locator(".pagehead h1")).first().waitFor();
	await page.getByRole("button", { name: "Save", disabled: true }).waitFor();
	return page.url().slice(-36);
}

/** All of a collection. */
async function all<T>(w: World, path: string): Promise<readonly T[]> {
	return (await w.api.get(path)) as unknown as readonly T[];
}

test("a campaign is set up from nothing, and its code shows it on a page", async () => {
	const w = await World.make();
	await campaign(w, { preChat: nameAndEmail }); // the site's first one, which the code is not to mean
	const page = await openConsole(w);
	await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
	await open(page, "fields/new");
	await page.locator("input[name=name]").fill("Topic");
	await page.getByLabel("Type").selectOption("radioBox");
	await page.getByLabel("Option 1").fill("A refund");
	await page.getByRole("button", { name: "Add" }).click();
	await page.keyboard.type("Something else"); // the new one has the focus
	await page.getByRole("button", { name: "Move up: Something else" }).click();
	const topic = await save(page);
	expect(await w.api.get(`livechat/fields/${topic}`)).toMatchObject({
		name: "Topic",
		type: "radioBox",
		options: [{ name: "Something else" }, { name: "A refund" }],
	});

	await open(page, "campaigns/new");
	const preview = page.frameLocator(".widgetpreview iframe");
	const window = preview.frameLocator("iframe");
	await page.locator("input[name=name]").fill("Boots");
	await page.getByRole("textbox", { name: "Colour", exact: true }).fill("#0f7b4b");
	await page.getByLabel("Place on the page").selectOption("left");
	const form = page.getByRole("group", { name: "Before a chat" });
	await form.getByRole("combobox").selectOption({ label: "Name" });
	await form.getByRole("combobox").selectOption({ label: "Topic" });
	await form.getByRole("button", { name: "Move up: Topic" }).press("Enter");
	await form.getByRole("checkbox", { name: "Required: Topic" }).check();
	await window.getByText("Something else").waitFor();
	await form.getByRole("combobox").selectOption({ label: "Email" });
	await form.getByRole("button", { name: "Remove: Email" }).press("Enter");
	await until(
		"the focus where one goes on",
		async () => (await form.getByRole("combobox").evaluate((e) => e === document.activeElement)) || undefined,
	);
	expect((await window.locator("legend, .field > label").allInnerTexts())[0]).toBe("Topic");
	await page.getByLabel("Hello! How can we help?").fill("Ask us about boots");
	await window.getByText("Ask us about boots").waitFor(); // as it is typed, before anything is saved
	await page.getByRole("group", { name: "After a chat" }).getByRole("combobox").focus();
	await window.getByText("How did we do?").waitFor(); // the screen that is worked on
	const id = await save(page);
	const fields = await all<{ id: string; name: string }>(w, "livechat/fields");
	const named = (name: string) => fields.find((f) => f.name === name)?.id;
	expect(await w.api.get(`livechat/campaigns/${id}`)).toMatchObject({
		name: "Boots",
		look: { color: "#0f7b4b", position: "left" },
		preChatFields: [
			{ fieldId: topic, isRequired: true, isVisible: true, order: 0 },
			{ fieldId: named("Name"), isRequired: false, isVisible: true, order: 1 },
		],
		texts: { en: { "preChat.title": "Ask us about boots" } },
	});

	await page.getByRole("button", { name: "Copy: Code for your pages" }).click();
	const code = await page.evaluate(() => navigator.clipboard.readText());
	expect(code).toBe(
		`<script src="${w.server.address}/widget.js" data-site="10000" data-campaign="${id}" async></script>`,
	);
	w.shop.pages.set("/", { bare: true, body: code });
	const visitor = await w.visitor();
	await visitor.goto(w.shop.origin);
	const button = visitor.locator("parley-chat button");
	await button.waitFor();
	expect(await button.evaluate((b) => getComputedStyle(b).backgroundColor)).toBe("rgb(15, 123, 75)");
});

test("what the server refuses of a campaign is said, and nothing that was entered is lost", async () => {
	const w = await World.make();
	w.expected.push(/400|409/);
	const id = await campaign(w, { preChat: nameAndEmail });
	const page = await openConsole(w);
	await open(page, `campaigns/${id}`);
	await page.getByRole("combobox", { name: "Pages that may show it" }).fill("shop.example");
	await page.getByLabel("Description").fill("For boots");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("alert").filter({ hasText: "is not an origin" }).first().waitFor();
	expect(await page.getByLabel("Description").inputValue()).toBe("For boots");
	expect(await w.api.get(`livechat/campaigns/${id}`)).toMatchObject({ allowedOrigins: [], description: "" });
	await page.getByRole("button", { name: "Discard changes" }).click();
	await open(page, "fields");
	await page.getByRole("link", { name: "Email" }).click();
	await page.getByRole("button", { name: "Delete" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("button", { name: "Delete" }).click();
	await dialog.getByRole("alert").waitFor(); // a campaign asks it
	expect((await all<{ name: string }>(w, "livechat/fields")).map((f) => f.name)).toContain("Email");
});

test("invitations and segments are made by conditions, joined in any way", async () => {
	const w = await World.make();
	w.expected.push(/400/);
	await campaign(w, {});
	await w.api.make("livechat/customVariables", { name: "Plan" });
	const page = await openConsole(w);
	await open(page, "invitations/new");
	await page.locator("input[name=name]").fill("Boots");
	await page.getByRole("textbox", { name: "Message" }).fill("May I help with boots?");
	const preview = page.frameLocator(".widgetpreview iframe").frameLocator("iframe");
	await preview.locator(".card").getByText("May I help with boots?").waitFor();
	await page.getByLabel("Order").fill("3");
	await page.getByRole("button", { name: "Condition" }).click();
	const row = (n: number) => page.locator(".conditionrow").nth(n);
	await row(0).getByLabel("Operator").selectOption("contains");
	await row(0).getByRole("combobox", { name: "Value" }).fill("/boots");
	await page.getByRole("button", { name: "Condition", exact: true }).click();
	await row(1).getByLabel("Field").selectOption("timeOnPage");
	await row(1).getByLabel("Operator").selectOption("isMoreThan");
	await row(1).getByLabel("Value in seconds").fill("30");
	await page.getByLabel("How the conditions are joined").selectOption("any");
	const invitation = await save(page);
	expect(await w.api.get(`livechat/autoInvitations/${invitation}`)).toMatchObject({
		name: "Boots",
		message: "May I help with boots?",
		order: 3,
		isEnabled: true,
		conditionMetType: "any",
		conditions: [
			{ name: "requestingPageURL", operator: "contains", value: ["/boots"] },
			{ name: "timeOnPage", operator: "isMoreThan", value: ["30"] },
		],
	});

	await open(page, "segments/new");
	await page.locator("input[name=name]").fill("Gold");
	for (const [i, [term, value]] of [
		["customVariable.Plan", "gold"],
		["country", "Germany"],
	].entries()) {
		await page.getByRole("button", { name: "Condition", exact: true }).click();
		await row(i)
			.getByLabel("Field")
			.selectOption(term ?? "");
		await row(i).getByLabel("Operator").selectOption("is");
		await row(i)
			.getByRole("combobox", { name: "Value" })
			.fill(value ?? "");
	}
	await page.getByLabel("How the conditions are joined").selectOption("logicalExpression");
	const expression = page.getByRole("textbox", { name: "As an expression says" });
	expect(await expression.inputValue()).toBe("1 and 2");
	await expression.fill("1 or not 7");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("alert").first().waitFor();
	await expression.fill("1 or not 2");
	const segment = await save(page);
	expect(await w.api.get(`livechat/segments/${segment}`)).toMatchObject({
		conditionMetType: "logicalExpression",
		logicalExpression: "1 or not 2",
		conditions: [
			{ name: "customVariable.Plan", operator: "is", value: ["gold"] },
			{ name: "country", operator: "is", value: ["Germany"] },
		],
	});
});

test("the server knows all that conditions can name", async () => {
	const w = await World.make();
	const values = {
		integer: "1",
		number: "1.5",
		guid: crypto.randomUUID(),
		text: "x",
		boolean: "true",
		enum: "",
		time: "",
	};
	const conditionOf = ({ name, like }: (typeof chatTerms)[number]) => {
		const field = fieldNamed(like);
		const value = field?.values[0] ?? values[field?.kind ?? "text"];
		return { name, operator: "is", value: [value] };
	};
	const names = { variables: ["Plan"], fields: ["Order"] };
	const segment = termsOf("chats", names).map(conditionOf);
	expect(segment.length).toBeGreaterThan(visitTerms.length + chatTerms.length);
	await w.api.post("livechat/segments", { name: "All", conditions: segment.slice(0, 50) });
	await w.api.post("livechat/segments", { name: "Rest", conditions: segment.slice(50) });
	const conditions = termsOf("visitors", names).map(conditionOf);
	await w.api.post("livechat/autoInvitations", { name: "All", message: "Hi", conditions });
});

test("a bot's secret is shown once, and can be made anew", async () => {
	const w = await World.make();
	const page = await openConsole(w);
	await open(page, "bots/new");
	await page.locator("input[name=name]").fill("Robbie");
	await page.getByLabel("Address").fill("https://bots.example/parley");
	const id = await save(page);
	const secret = page.locator(".secretonce code");
	const first = await secret.innerText();
	expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{32,}=*$/);
	await page.getByRole("button", { name: "Done" }).click();
	await page.reload();
	await page.getByRole("heading", { name: "Robbie" }).waitFor();
	expect(await secret.count()).toBe(0);
	await page.getByLabel("In use").uncheck();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.").waitFor();
	expect(await w.api.get(`livechat/bots/${id}`)).toMatchObject({ name: "Robbie", isEnabled: false });
	await page.getByRole("button", { name: "Make a new secret" }).click();
	const second = await secret.innerText();
	expect(second).toMatch(/^whsec_/);
	expect(second).not.toBe(first);
});
