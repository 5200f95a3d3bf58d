// The console's frame: who comes in, and what stands around every area.
import { expect, test } from "vitest";
import { ada, openConsole, signIn } from "./harness/console.ts";
import { World } from "./harness/world.ts";

test("an agent signs in and out; who does not know the password stays outside", async () => {
	const w = await World.make();
	w.expected.push(/status of 401/);
	const page = await w.visitor();
	await page.goto(`${w.server.address}/console/`);
	await signIn(page, ada, "not the password");
	await page.getByRole("alert").waitFor();
	expect(await page.getByRole("navigation").count()).toBe(0);
	await signIn(page, ada);
	await page.getByRole("link", { name: "Work" }).waitFor();
	expect(new URL(page.url()).pathname).toBe("/console/work");
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.getByRole("heading", { name: "Sign in to Parley" }).waitFor();
});

test("a sign-in outlives a reload, and ends in all tabs at once", async () => {
	const w = await World.make();
	w.expected.push(/status of 401/);
	const page = await openConsole(w);
	const tab = await page.context().newPage();
	await tab.goto(`${w.server.address}/console/work`);
	await tab.getByRole("navigation").waitFor();
	const kept = await page.evaluate(
		() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie,
	);
	expect(kept).not.toMatch(/p[ktrs]_|token/i);
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.getByRole("heading", { name: "Sign in to Parley" }).waitFor();
	await tab.getByText("Your session has ended.").waitFor();
	await tab.reload();
	await tab.getByRole("heading", { name: "Sign in to Parley" }).waitFor();
});

test("keys lead through the console, and a sheet shows them", async () => {
	const w = await World.make();
	const page = await openConsole(w);
	await page.keyboard.press("?");
	const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
	await sheet.getByRole("term").getByText("Visitors", { exact: true }).waitFor();
	await page.keyboard.press("Escape");
	await sheet.waitFor({ state: "detached" });
	await page.goto(`${w.server.address}/console/nothing`);
	await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
	await page.keyboard.press("g");
	await page.keyboard.press("w");
	await page.waitForURL("**/console/work");
});

test("the language, with its direction, and the theme are as somebody prefers them", async () => {
	const w = await World.make();
	const page = await openConsole(w);
	await page.getByRole("button", { name: "Preferences" }).click();
	await page.getByRole("menuitemradio", { name: "العربية" }).click();
	await page.locator("html[lang=ar][dir=rtl]").waitFor();
	await page.getByRole("button", { name: "التفضيلات" }).click();
	await page.getByRole("menuitemradio", { name: "داكن" }).click();
	await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
	await page.reload();
	await page.locator("html[data-mantine-color-scheme=dark][dir=rtl]").waitFor();
	await page.getByRole("link", { name: "العمل" }).waitFor();
});

test("a connection that breaks is told, and so is that it is back", async () => {
	const w = await World.make();
	w.expected.push(/ERR_CONNECTION_REFUSED|WebSocket connection/);
	const page = await openConsole(w);
	await w.server.kill();
	await page.getByText("No connection. Trying again…").waitFor();
	await w.server.run();
	await page.evaluate(() => dispatchEvent(new Event("online"))); // else the next try may be half a minute away
	await page.getByText("No connection. Trying again…").waitFor({ state: "detached" });
});
