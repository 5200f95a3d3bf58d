// Signing in by an identity provider: how an administrator sets it up, and how agents use it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, desktop, openConsole } from "./harness/console.ts";
import { elements, watched } from "./harness/executions.ts";
import { payloads } from "./harness/payloads.ts";
import { client, Provider } from "./harness/provider.ts";
import { password } from "./harness/server.ts";
import { World } from "./harness/world.ts";

const atStaff = { sub: "248289761001", name: "Ada", email: ada, email_verified: true };
const flags = ["-hook-networks", "127.0.0.0/8"];

async function worldWith(): Promise<{ readonly w: World; readonly provider: Provider }> {
	const w = await World.make(flags);
	const provider = await Provider.open(atStaff);
	w.others.push(provider.address);
	w.atEnd(() => provider.close());
	return { w, provider };
}

const add = (w: World, provider: Provider, name = "Staff") =>
	w.api.make("global/identityProviders", { name, issuer: provider.address, ...client });

const buttonOf = (page: Page, name: string) =>
	page.getByRole("button", { name: `Sign in with ${name}`, exact: true });

/** Opens the console in a new browser, and signs in by a provider. */
async function enter(w: World, name: string): Promise<Page> {
	const page = await w.visitor(desktop);
	await page.goto(`${w.server.address}/console/`);
	await buttonOf(page, name).click();
	await page.getByRole("navigation").waitFor();
	expect(new URL(page.url()).pathname).toMatch(/^\/console\//);
	return page;
}

const methods = async (w: World) => {
	const agents = (await w.api.get("global/agents")) as unknown as { id: string; email: string }[];
	const me = agents.find((a) => a.email === ada)?.id;
	const all = (await w.api.get(`global/agents/${me}/signIns`)) as unknown as { method: string }[];
	return all.map((s) => s.method).sort();
};

test("an administrator sets a provider up, and agents sign in by it", async () => {
	const { w, provider } = await worldWith();
	const page = await openConsole(w);
	await page.goto(`${w.server.address}/console/settings/signin`);
	await page.getByRole("button", { name: "New" }).click();
	await page.getByText(`${w.server.address}/v4/oauth/openid/callback`).waitFor();
	await page.getByLabel("Name").fill("Staff");
	await page.getByRole("textbox", { name: "Issuer" }).fill(`${provider.address}/nowhere`);
	w.expected.push(/status of 400/);
	await page.getByRole("button", { name: "Try it" }).click();
	await page.getByRole("alert").getByText("does not tell of a provider").waitFor();
	await page.getByRole("textbox", { name: "Issuer" }).fill(provider.address);
	await page.getByRole("alert").waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Try it" }).click();
	await page.getByText("It answers as it should.").waitFor();
	await page.getByRole("textbox", { name: "Client ID" }).fill(client.clientId);
	await page.getByRole("textbox", { name: "Client secret" }).fill(client.clientSecret);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("heading", { name: "Staff" }).waitFor();
	const [made] = (await w.api.get("global/identityProviders")) as unknown as Record<string, unknown>[];
	expect(made).toMatchObject({
		name: "Staff",
		issuer: provider.address,
		isEnabled: true,
		createsAgents: false,
	});
	expect(await page.getByRole("textbox", { name: "Client secret" }).inputValue()).toBe("");

	await enter(w, "Staff");
	expect(await methods(w)).toEqual(["openIdConnect", "password"]);
	provider.is({ ...atStaff, email: "ada.new@example.com" });
	await enter(w, "Staff");
	expect(await methods(w)).toEqual(["openIdConnect", "openIdConnect", "password"]);

	await page.getByRole("checkbox", { name: "Agents can sign in by it" }).uncheck();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.").waitFor();
	const other = await w.visitor(desktop);
	const asked = other.waitForResponse((r) => r.url().includes("/oauth/providers"));
	await other.goto(`${w.server.address}/console/`);
	await (await asked).finished();
	await other.getByLabel("Email").waitFor();
	expect(await other.getByRole("button", { name: /^Sign in/ }).count()).toBe(1);
});

test("whom the site does not know is told so, and finds the way back", async () => {
	const { w, provider } = await worldWith();
	await add(w, provider);
	provider.is({ ...atStaff, sub: "7", email: "eve@example.com" });
	const page = await w.visitor(desktop);
	await page.goto(`${w.server.address}/console/`);
	w.expected.push(/status of (401|403)/);
	await buttonOf(page, "Staff").click();
	await page.getByRole("alert").getByText("no agent of the site has the address eve@example.com").waitFor();
	await page.getByRole("link", { name: "Back to signing in" }).click();
	await page.getByLabel("Email").waitFor();
});

test("a site lets agents in by a provider only, once that works", async () => {
	const { w, provider } = await worldWith();
	await add(w, provider);
	const only = (page: Page) => page.getByRole("checkbox", { name: "Agents sign in by a provider only" });
	const demand = async (page: Page) => {
		await page.goto(`${w.server.address}/console/settings/signin`);
		await only(page).check();
		await page.getByRole("button", { name: "Save" }).click();
	};
	const page = await w.visitor(desktop);
	await page.goto(`${w.server.address}/console/`);
	await buttonOf(page, "Staff").waitFor();
	await page.getByLabel("Email").fill(ada);
	await page.getByRole("textbox", { name: "Password" }).fill(password);
	await page.getByRole("button", { name: "Sign in", exact: true }).click();
	await page.getByRole("navigation").waitFor();
	w.expected.push(/status of (403|409)/);
	await demand(page);
	await page.getByRole("alert").getByText("sign in by an identity provider yourself first").waitFor();
	expect(await only(page).isChecked()).toBe(true);

	const mine = await enter(w, "Staff");
	await demand(mine);
	await mine.getByText("Saved.").waitFor();
	expect(await w.api.get("global/site")).toMatchObject({ requireOpenId: true });
	const other = await w.visitor(desktop);
	await other.goto(`${w.server.address}/console/`);
	await other.getByText("Passwords do not count here.").waitFor();
	await buttonOf(other, "Staff").click();
	await other.getByRole("navigation").waitFor();
});

test("whom providers know an agent as is shown to who manages it, and forgotten when that is wanted", async () => {
	const { w, provider } = await worldWith();
	await add(w, provider);
	const agents = (await w.api.get("global/agents")) as unknown as { id: string; email: string }[];
	const path = `global/agents/${agents.find((a) => a.email === ada)?.id}`;
	const page = await openConsole(w);
	const section = page.getByRole("region", { name: "Accounts at identity providers" });
	await page.goto(`${w.server.address}/console/settings/${path.replace("global/", "")}`);
	await section.getByText("None yet.").waitFor();
	expect(await section.getByRole("button").count()).toBe(0);

	await enter(w, "Staff");
	await page.reload();
	const row = section.getByRole("row").nth(1);
	await row.getByText("Staff", { exact: true }).waitFor();
	expect(await row.innerText()).toMatch(new RegExp(`${provider.address}[^]*248289761001[^]*20\\d\\d`));
	await section.getByRole("button", { name: "Forget these accounts" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("What it is signed in to ends.").waitFor();
	await dialog.getByRole("button", { name: "Cancel" }).click();
	expect(await w.api.get(`${path}/openIds`)).toHaveLength(1);
	await section.getByRole("button", { name: "Forget these accounts" }).click();
	await dialog.getByRole("button", { name: "Forget these accounts" }).click();
	await section.getByRole("status").getByText("They are forgotten.").waitFor();
	expect(await w.api.get(`${path}/openIds`)).toEqual([]);
	expect(await section.getByRole("button").count()).toBe(0);
	await expect.poll(() => section.evaluate((s) => s.contains(document.activeElement))).toBe(true);
	// What was signed in by the provider has ended, and the page shows it; one's own goes on.
	expect(await methods(w)).toEqual(["password"]);
	await page
		.getByRole("region", { name: "Sign-ins" })
		.getByText("OpenID Connect")
		.waitFor({ state: "detached" });

	await w.api.remove(`global/identityProviders/${await idOf(w)}`);
	await page.reload();
	await page.getByRole("region", { name: "Sign-ins" }).waitFor();
	await expect.poll(() => section.count()).toBe(0);
});

const idOf = async (w: World) => {
	const [one] = (await w.api.get("global/identityProviders")) as unknown as { id: string }[];
	return one?.id;
};

test("of a provider's name nothing runs on the sign-in page", async () => {
	const { w, provider } = await worldWith();
	const names = payloads.slice(0, 12).map((p) => p.replace(/[\r\n\t]/g, " "));
	for (const [n, name] of names.entries()) {
		await add(w, provider, `${n} ${name}`);
	}
	const ran: string[] = [];
	const page = await watched(w, ran, desktop);
	await page.goto(`${w.server.address}/console/`);
	await page
		.locator(".ways button")
		.nth(names.length - 1)
		.waitFor();
	expect(await elements(page)).toEqual([[]]);
	expect(ran).toEqual([]);
});
