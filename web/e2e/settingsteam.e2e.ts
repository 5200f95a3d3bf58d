// The settings of the team, as an administrator sets them up: agents, departments, skills.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, desktop, makeAgent, openConsole, signIn } from "./harness/console.ts";
import { password } from "./harness/server.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

type Thing = Record<string, unknown> & { readonly id: string };

/** One of a list of the API, by a member. */
async function found(w: World, list: string, member: string, value: string): Promise<Thing | undefined> {
	const all = (await w.api.get(list)) as unknown as Thing[];
	return all.find((one) => one[member] === value);
}

/** The id that the address ends with, once something was made. */
function madeId(page: Page): Promise<string> {
	return until("the address of what was made", async () => /[0-9a-f-]{36}$/.exec(page.url())?.[0]);
}

const save = (page: Page) => page.getByRole("button", { name: "Save" }).click();
const saved = (page: Page) => page.getByText("Saved.", { exact: true }).waitFor();
const side = (page: Page, name: string) =>
	page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name, exact: true }).click();

/** Chooses by a part of a name, by keyboard. */
async function choose(page: Page, label: string, name: string): Promise<void> {
	await page.getByRole("combobox", { name: label }).or(page.getByLabel(label)).first().focus();
	await page.keyboard.type(name);
	await page.getByRole("option", { name }).waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await page.keyboard.press("Escape");
}

test("an agent is made, refused in the server's words, changed and deleted", {
	timeout: 120_000,
}, async () => {
	const w = await World.make();
	w.expected.push(/status of 40[09]/);
	const page = await openConsole(w);
	await page.locator("body").press("g");
	await page.keyboard.press("s");
	await page.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
	await page.getByRole("button", { name: "New" }).click();
	await page.getByRole("textbox", { name: "Email" }).fill("nobody");
	await save(page);
	await page.getByRole("alert").getByText("is not an e-mail address").waitFor();
	expect(await page.getByRole("textbox", { name: "Email" }).getAttribute("aria-invalid")).toBe("true");
	await page.getByRole("textbox", { name: "Email" }).fill(ada);
	await page.getByRole("textbox", { name: "Display name" }).fill("Grace Hopper");
	await page.getByLabel("Role").selectOption({ label: "Supervisor" });
	await page.getByRole("textbox", { name: "Password" }).fill("too short");
	await save(page);
	const refusal = page.getByRole("alert").first();
	await refusal.waitFor();
	await page.getByRole("textbox", { name: "Password" }).fill(password);
	await save(page);
	await page.getByRole("alert").getByText("ada@example.com").waitFor();
	expect(await page.getByRole("textbox", { name: "Display name" }).inputValue()).toBe("Grace Hopper");
	await page.getByRole("textbox", { name: "Email" }).fill("grace@example.com");
	await save(page);
	await page.getByRole("heading", { name: "Grace Hopper" }).waitFor();
	const id = await madeId(page);
	expect(await w.api.get(`global/agents/${id}`)).toMatchObject({ role: "supervisor", isActive: true });
	expect(await page.getByRole("alert").count()).toBe(0);

	// The password that was given opens the console; the administrator ends that sign-in.
	const hers = await w.visitor(desktop);
	await hers.goto(`${w.server.address}/console/`);
	await signIn(hers, "grace@example.com");
	await hers.getByRole("navigation").waitFor();
	await page.reload();
	await page.getByRole("button", { name: "End all" }).click();
	await page.getByText("Nowhere signed in.").waitFor();
	expect(await w.api.get(`global/agents/${id}/signIns`)).toEqual([]);
	w.expected.push(/status of 401/);
	await hers.context().close();

	// A picture.
	await page.locator("input[type=file]").setInputFiles({
		name: "grace.png",
		mimeType: "image/png",
		buffer: await page.screenshot(),
	});
	await page.locator(".picture img.avatar").waitFor();
	expect((await w.api.get(`global/agents/${id}`))["avatar"]).not.toBe("");
	await page.getByRole("button", { name: "Remove the picture" }).click();
	await page.locator(".picture img.avatar").waitFor({ state: "detached" });
	expect((await w.api.get(`global/agents/${id}`))["avatar"]).toBe("");

	// What is typed while it is being saved stays, and is not saved yet.
	const firstName = page.getByRole("textbox", { name: "First name" });
	const late = Promise.withResolvers<void>();
	await page.route(`**/agents/${id}`, async (route) => {
		await late.promise;
		await route.continue();
	});
	await firstName.fill("Grace");
	await page.keyboard.press("Control+s");
	await firstName.fill("Grace B.");
	const answered = page.waitForResponse(`**/agents/${id}`);
	late.resolve();
	await (await answered).finished();
	await page.getByText("There are changes that are not saved.").waitFor();
	await page.getByRole("button", { name: "Save", exact: true }).waitFor(); // no longer busy
	await page.unroute(`**/agents/${id}`);
	expect(await firstName.inputValue()).toBe("Grace B.");
	expect((await w.api.get(`global/agents/${id}`))["firstName"]).toBe("Grace");

	// Whoever leaves with changes is asked.
	await page.getByRole("textbox", { name: "First name" }).fill("Amazing Grace");
	await w.api.put(`global/agents/${id}`, { lastName: "Brewster" }); // as somebody else may, meanwhile
	await side(page, "Skills");
	const dialog = page.getByRole("dialog");
	await dialog.getByRole("button", { name: "Stay" }).click();
	await dialog.waitFor({ state: "detached" });
	expect(await page.getByRole("textbox", { name: "First name" }).inputValue()).toBe("Amazing Grace");
	await page.keyboard.press("Control+s");
	await saved(page);
	expect(await w.api.get(`global/agents/${id}`)).toMatchObject({
		firstName: "Amazing Grace",
		lastName: "Brewster",
	});
	await page.getByRole("textbox", { name: "First name" }).fill("Lost");
	await side(page, "Skills");
	await dialog.getByRole("button", { name: "Discard changes" }).click();
	await page.getByRole("heading", { name: "Skills", level: 1 }).waitFor();
	expect(await w.api.get(`global/agents/${id}`)).toMatchObject({ firstName: "Amazing Grace" });

	await side(page, "Agents");
	await page.getByRole("link", { name: "Grace Hopper" }).click();
	await page.getByRole("button", { name: "Delete" }).click();
	await dialog.getByText("Sign-ins, API keys").waitFor();
	await dialog.getByRole("button", { name: "Delete" }).click();
	await page.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
	await page.getByRole("link", { name: "Grace Hopper" }).waitFor({ state: "detached" });
	expect(await found(w, "global/agents", "id", id)).toBeUndefined();
});

test("the last administrator stays one, and the page says why", async () => {
	const w = await World.make();
	w.expected.push(/status of 409/);
	const page = await openConsole(w);
	const first = await found(w, "global/agents", "email", ada);
	await page.goto(`${w.server.address}/console/settings/agents/${first?.id}`);
	await page.getByLabel("Role").selectOption({ label: "Agent" });
	await save(page);
	await page.getByRole("alert").getByText("the last active administrator of a site stays one").waitFor();
	expect(await page.getByLabel("Role").inputValue()).toBe("agent"); // nothing that was entered is lost
	expect(await found(w, "global/agents", "email", ada)).toMatchObject({ role: "admin" });
	await page.getByRole("button", { name: "Discard changes" }).click();
	expect(await page.getByLabel("Role").inputValue()).toBe("admin");
});

test("departments and skills are set up by keyboard", async () => {
	const w = await World.make();
	const grace = await makeAgent(w, "Grace");
	const page = await openConsole(w);
	await page.goto(`${w.server.address}/console/settings/skills`);
	await page.getByRole("button", { name: "New" }).press("Enter");
	await page.getByRole("textbox", { name: "Name" }).pressSequentially("Repairs");
	await page.keyboard.press("Control+s");
	await page.getByRole("heading", { name: "Repairs" }).waitFor();
	expect(await found(w, "global/skills", "name", "Repairs")).toBeDefined();

	await side(page, "Departments");
	await page.getByRole("button", { name: "New" }).press("Enter");
	await page.getByRole("textbox", { name: "Name" }).pressSequentially("Returns");
	await choose(page, "Agents", "Grace");
	await page.getByLabel("Chats that may wait").fill("7");
	await page.getByLabel("Chats that it cannot take").selectOption("message");
	await page.getByLabel("Also after seconds of waiting").fill("45");
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Returns" }).waitFor();
	expect(await w.api.get(`global/departments/${await madeId(page)}`)).toMatchObject({
		name: "Returns",
		agentIds: [grace],
		queueLimit: 7,
		overflowToOfflineMessage: true,
		overflowAfter: 45,
		isAvailableInLiveChat: true,
	});
});

test("who has no permission for the settings does not see their pages", async () => {
	const w = await World.make();
	await makeAgent(w, "Grace");
	const page = await openConsole(w, "grace@example.com");
	await page.goto(`${w.server.address}/console/settings/agents`);
	await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
	expect(await page.getByRole("link", { name: "Agents", exact: true }).count()).toBe(0);
});
