// The console as an agent uses it.
import type { BrowserContextOptions, Page } from "playwright-core";
import { password } from "./server.ts";
import type { World } from "./world.ts";

/** The first administrator, whom every site of a test has. */
export const ada = "ada@example.com";

/** Makes an agent who can sign in; gives the id. */
export function makeAgent(
	w: World,
	name: string,
	rest: Readonly<Record<string, unknown>> = {},
): Promise<string> {
	return w.api.make("global/agents", {
		email: `${name.toLowerCase()}@example.com`,
		displayName: name,
		role: "agent",
		password,
		...rest,
	});
}

/** How an agent's browser is, if nothing else is said. */
export const desktop: BrowserContextOptions = { viewport: { width: 1360, height: 860 }, locale: "en-GB" };

/** Opens the console, signs in, and waits for the first area. */
export async function openConsole(
	w: World,
	email = ada,
	{ page: given, ...options }: BrowserContextOptions & { readonly page?: Page } = {},
): Promise<Page> {
	const page = given ?? (await w.visitor({ ...desktop, ...options }));
	await page.goto(`${w.server.address}/console/`);
	await signIn(page, email);
	await page.getByRole("navigation").waitFor();
	return page;
}

/** Fills the sign-in in and sends it. */
export async function signIn(page: Page, email: string, secret = password): Promise<void> {
	await page.getByLabel("Email").fill(email);
	await page.getByRole("textbox", { name: "Password" }).fill(secret);
	await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Goes online. */
export async function goOnline(page: Page): Promise<void> {
	await page.getByRole("button", { name: "Go online" }).click();
	await page.getByRole("button", { name: /Your status: Online/ }).waitFor();
}
