// Signing in to the console with a second factor, and setting one up where the site demands it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { App } from "./harness/authenticator.ts";
import { ada, desktop, makeAgent, signIn } from "./harness/console.ts";
import { password } from "./harness/server.ts";
import { World } from "./harness/world.ts";

/** Gives the first administrator a second factor, as another client would. */
async function setUp(w: World): Promise<{ readonly app: App; readonly recovery: readonly string[] }> {
	const call = async (method: string, path: string, headers: Record<string, string>, body: string) => {
		const answer = await fetch(`${w.server.address}/v4/${path}`, { method, headers, body });
		expect(answer.status, path).toBe(200);
		return (await answer.json()) as Record<string, string> & { readonly recoveryCodes: string[] };
	};
	const form = new URLSearchParams({ grant_type: "password", email: ada, password });
	const { access_token } = await call(
		"POST",
		"oauth/token",
		{ "content-type": "application/x-www-form-urlencoded" },
		form.toString(),
	);
	const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
	const path = "global/me/secondFactor";
	const { secret = "" } = await call("POST", path, headers, JSON.stringify({ password }));
	const app = new App(secret);
	const { recoveryCodes } = await call("PUT", path, headers, JSON.stringify({ code: app.code() }));
	return { app, recovery: recoveryCodes };
}

async function openSignIn(w: World): Promise<Page> {
	w.expected.push(/status of 40[13]/);
	const page = await w.visitor(desktop);
	await page.goto(`${w.server.address}/console/`);
	return page;
}

test("an agent with a second factor signs in with a code, or with a recovery code", async () => {
	const w = await World.make();
	const { app, recovery } = await setUp(w);
	const page = await openSignIn(w);
	const send = page.getByRole("button", { name: "Sign in" });
	await signIn(page, ada);
	const field = page.getByRole("textbox", { name: "Code", exact: true });
	await page.locator("[name=code]:focus").waitFor();
	expect(await field.getAttribute("autocomplete")).toBe("one-time-code");
	expect(await field.getAttribute("inputmode")).toBe("numeric");
	await page.getByRole("button", { name: "Back to the password" }).click();

	await signIn(page, ada);
	await field.fill(app.wrong());
	await send.click();
	await page.getByRole("alert").getByText("the code is not right, or was used before").waitFor();
	expect(await page.getByRole("navigation").count()).toBe(0);
	const code = app.code();
	await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
	await send.click();
	await page.getByRole("navigation").waitFor();
	await page.reload();
	await page.getByRole("navigation").waitFor();
	await page.getByRole("button", { name: "Sign out" }).click();

	await signIn(page, ada);
	await page.getByRole("button", { name: "Use a recovery code" }).click();
	await page.getByRole("textbox", { name: "Recovery code" }).fill(recovery[0] ?? "");
	await send.click();
	await page.getByRole("navigation").waitFor();
});

test("who needs a second factor sets one up while signing in, and signs in with it again", async () => {
	const w = await World.make();
	await w.api.put("global/site", { requireSecondFactor: true });
	await makeAgent(w, "Grace");
	const page = await openSignIn(w);
	await signIn(page, "grace@example.com");
	await page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
	const link = page.getByRole("link", { name: "Open in an authenticator app" });
	const address = (await link.getAttribute("href")) ?? "";
	expect(address).toMatch(/^otpauth:\/\/totp\/Parley:grace@example\.com\?/);
	const secret = new URL(address).searchParams.get("secret") ?? "";
	const shown = page.getByRole("group", { name: "Key to type in" }).locator("code");
	expect((await shown.innerText()).replaceAll(" ", "")).toBe(secret);
	expect(await page.getByRole("group", { name: "Address for the app" }).locator("code").innerText()).toBe(
		address,
	);
	// Another direction of writing makes the page anew, which must not make another secret.
	await speak(page, "Preferences", "العربية");
	await page.getByRole("heading", { name: "إعداد العامل الثاني" }).waitFor();
	await speak(page, "التفضيلات", "English");
	await page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
	expect(await link.getAttribute("href")).toBe(address);

	// A page that came over plain http has no clipboard.
	await page.evaluate(() =>
		Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true }),
	);
	await page.getByRole("button", { name: "Copy: Key to type in" }).click();
	await page.getByText("Selected: copy it with the keys of your browser.").waitFor();
	expect(await page.evaluate(() => getSelection()?.toString().replaceAll(" ", ""))).toBe(secret);
	await page.evaluate(() => Reflect.deleteProperty(navigator, "clipboard"));

	const app = new App(secret);
	await page.getByRole("textbox", { name: "Code", exact: true }).fill(app.wrong());
	await page.getByRole("button", { name: "Confirm" }).click();
	await page.getByRole("alert").getByText("the code is not right").waitFor();
	await page.getByRole("textbox", { name: "Code", exact: true }).fill(app.code());
	await page.getByRole("button", { name: "Confirm" }).click();
	await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
	const codes = await page.getByRole("listitem").allInnerTexts();
	expect(new Set(codes).size).toBe(10);
	expect(await copied(page, "Copy: Recovery codes")).toBe(codes.map((c) => `${c}\n`).join(""));
	await page.getByRole("button", { name: "I have kept them" }).click();
	await page.getByRole("navigation").waitFor();
	await page.getByRole("button", { name: "Sign out" }).click();

	await signIn(page, "grace@example.com");
	await page.getByRole("textbox", { name: "Code", exact: true }).fill(app.code());
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByRole("navigation").waitFor();
});

async function speak(page: Page, preferences: string, language: string): Promise<void> {
	await page.getByRole("button", { name: preferences }).click();
	await page.getByRole("menuitemradio", { name: language }).click();
}

/** What a button copies. The clipboard is the machine's, which other tests use as well. */
async function copied(page: Page, name: string): Promise<string> {
	await page.evaluate(() => {
		const kept: string[] = [];
		Object.assign(window, { kept });
		navigator.clipboard.writeText = async (text) => {
			kept.push(text);
		};
	});
	await page.getByRole("button", { name }).click();
	await page.getByText("Copied.").waitFor();
	return page.evaluate(() => (window as unknown as { kept: string[] }).kept.join());
}
