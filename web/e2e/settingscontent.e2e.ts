// What agents work with in chats, as administrators set it up: wrap-up categories, variables,
// canned messages, bans; and the site itself. The API is asked whether it is so.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, makeAgent, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { patiently, until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

async function openSettings(w: World, name: string, email = ada): Promise<Page> {
	const page = await openConsole(w, email);
	await page.goto(`${w.server.address}/console/settings/${name}`);
	await page.getByRole("heading", { level: 1 }).waitFor();
	return page;
}

async function list<T>(w: World, path: string): Promise<readonly T[]> {
	return (await w.api.get(path)) as unknown as readonly T[];
}

/** Saves a form, and waits until it is saved. */
async function save(page: Page): Promise<void> {
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.", { exact: true }).waitFor();
}

interface Category {
	readonly name: string;
	readonly isRequired: boolean;
	readonly options: readonly { readonly name: string; readonly groupName: string }[];
}

test("an administrator makes wrap-up categories and orders them and their options by keyboard", async () => {
	const w = await World.make();
	await w.api.make("livechat/wrapupCategories", { name: "Mood", order: 1 });
	const page = await openSettings(w, "wrapup");
	await page.getByRole("button", { name: "New" }).click();
	await page.getByRole("textbox", { name: "Name", exact: true }).fill("Topic");
	await page.getByLabel("An option must be chosen").check();
	await page.getByRole("button", { name: "Add an option" }).click();
	await page.keyboard.type("Boots");
	await page.keyboard.press("Enter"); // begins the next one
	await page.keyboard.type("Refund");
	await page.keyboard.press("Tab");
	await page.keyboard.type("Billing");
	await page.keyboard.press("Shift+Tab");
	await page.keyboard.press("Enter"); // in the same group
	await page.keyboard.type("Invoice");
	await page.getByRole("button", { name: "Move up: Invoice" }).focus();
	await page.keyboard.press("Enter");
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("heading", { name: "Topic", level: 1 }).waitFor();
	const made = await until("the category", async () =>
		(await list<Category>(w, "livechat/wrapupCategories")).find((c) => c.name === "Topic"),
	);
	expect(made.isRequired).toBe(true);
	expect(made.options.map((o) => [o.name, o.groupName])).toEqual([
		["Invoice", "Billing"],
		["Boots", ""],
		["Refund", "Billing"],
	]);

	await page.getByRole("link", { name: "Wrap-up" }).first().click();
	await page.getByRole("button", { name: "Move up: Topic" }).focus();
	await page.keyboard.press("Enter");
	await until("another order", async () => {
		const names = (await list<Category>(w, "livechat/wrapupCategories")).map((c) => c.name);
		return names.join() === "Topic,Mood" ? true : undefined;
	});
	expect(await page.locator(".categoryline a").allInnerTexts()).toEqual(["Topic", "Mood"]);
});

test("an administrator declares a variable, and sees what pages have to run", async () => {
	const w = await World.make();
	w.expected.push(/status of 409/);
	await w.api.make("livechat/customVariables", { name: "Basket" });
	const page = await openSettings(w, "variables/new");
	const name = page.getByRole("textbox", { name: "Name", exact: true });
	await name.fill("basket");
	await page.getByLabel("Type").selectOption({ label: "Number" });
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("alert").waitFor(); // the name is taken
	expect(await name.inputValue()).toBe("basket");
	await name.fill("Plan");
	await page.getByLabel("Type").selectOption({ label: "Text" });
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText('Parley.setCustomVariables({ "Plan": "…" });').waitFor();
	const all = await list<{ readonly name: string; readonly type: string }>(w, "livechat/customVariables");
	expect(all.map((v) => [v.name, v.type])).toEqual([
		["Basket", "text"],
		["Plan", "text"],
	]);
});

interface Canned {
	readonly shortcut: string;
	readonly text: string;
	readonly sharedWith: string;
	readonly departmentId: string;
}

test("agents keep canned messages of their own, and administrators those that are shared", async () => {
	const w = await World.make();
	const sales = await w.api.make("global/departments", { name: "Sales" });
	await makeAgent(w, "Grace", { departmentIds: [sales] });
	const page = await openSettings(w, "canned/new");
	await page.getByRole("textbox", { name: "Shortcut" }).fill("hello");
	await page.getByRole("textbox", { name: "Text", exact: true }).fill("Hello! How can I help?");
	await page.getByText("22 of 8,000 characters").waitFor();
	await page.getByLabel("For whom").selectOption({ label: "Department" });
	await page.getByLabel("Department", { exact: true }).selectOption({ label: "Sales" });
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("heading", { name: "/hello" }).waitFor();
	const all = await list<Canned>(w, "livechat/cannedMessages");
	expect(all.map((m) => [m.shortcut, m.sharedWith, m.departmentId])).toEqual([
		["hello", "department", sales],
	]);

	const other = await openSettings(w, "canned", "grace@example.com");
	await other.getByRole("link", { name: "/hello" }).click();
	expect(await other.getByRole("textbox", { name: "Text", exact: true }).isDisabled()).toBe(true);
	expect(await other.getByRole("button", { name: "Save" }).count()).toBe(0);
	await other.getByRole("link", { name: "Canned messages" }).first().click();
	await other.getByRole("button", { name: "New" }).click();
	await other.getByRole("textbox", { name: "Shortcut" }).fill("bye");
	await other.getByRole("textbox", { name: "Text", exact: true }).fill("Goodbye!");
	expect(await other.getByLabel("For whom").count()).toBe(0);
	await other.getByRole("button", { name: "Save" }).click();
	await other.getByRole("heading", { name: "/bye" }).waitFor();
	await other.getByRole("button", { name: "Delete" }).click();
	await other.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await other.getByRole("link", { name: "/hello" }).waitFor();
	await expect.poll(() => other.getByRole("link", { name: "/bye" }).count(), patiently).toBe(0);
});

interface Ban {
	readonly address?: string;
	readonly visitorId?: string;
	readonly until?: string;
	readonly comment: string;
}

test("an administrator bans a network, sees who was banned in a chat, and ends a ban", async () => {
	const w = await World.make();
	w.expected.push(/status of 400/);
	const agent = await w.agent();
	const vi = new Talker(w, "Violet");
	await vi.visit();
	await vi.ask({ email: "vi@example.com" });
	await agent.accept();
	await agent.do("ban", { chat: vi.chat, hours: 0, reason: "Rude" });
	const page = await openSettings(w, "bans");
	await page.getByRole("link", { name: "Violet" }).waitFor();
	await page.getByRole("cell", { name: "For good" }).waitFor();

	await page.getByRole("button", { name: "New" }).click();
	const address = page.getByRole("textbox", { name: "Address or network" });
	await address.fill("203.0.113");
	await page.getByLabel("How long").selectOption({ label: "For a week" });
	await page.getByRole("textbox", { name: "Reason" }).fill("Spam");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("is neither an address nor a network").first().waitFor();
	await address.fill("203.0.113.9/24");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("heading", { name: "203.0.113.0/24" }).waitFor();
	const all = await list<Ban>(w, "livechat/bans");
	const network = all.find((b) => b.address === "203.0.113.0/24");
	expect(network?.comment).toBe("Spam");
	expect(Date.parse(network?.until ?? "") - Date.now()).toBeGreaterThan(6 * 24 * 3_600_000);

	await page.getByRole("link", { name: "Bans" }).first().click();
	await page.getByRole("link", { name: "Violet" }).click();
	await page.getByRole("button", { name: "Delete" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await page.getByRole("link", { name: "203.0.113.0/24" }).waitFor();
	expect((await list<Ban>(w, "livechat/bans")).map((b) => b.address)).toEqual(["203.0.113.0/24"]);
});

test("an administrator names the site, and demands a second factor", async () => {
	const w = await World.make();
	const page = await openSettings(w, "site");
	await page.getByRole("textbox", { name: "Name" }).fill("Alder & Finch");
	await page.getByLabel("Demand a second factor").check();
	await save(page);
	const site = async () => {
		const { name, requireSecondFactor } = await w.api.get("global/site");
		return { name, requireSecondFactor };
	};
	expect(await site()).toEqual({ name: "Alder & Finch", requireSecondFactor: true });
	// What somebody else changes meanwhile stays.
	await w.api.put("global/site", { requireSecondFactor: false });
	await page.getByRole("textbox", { name: "Name" }).fill("Alder");
	await save(page);
	expect(await site()).toEqual({ name: "Alder", requireSecondFactor: false });
});
