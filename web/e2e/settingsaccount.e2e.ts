// One's own account in the console: the password, the second factor, and where one is signed in.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { App } from "./harness/authenticator.ts";
import { makeAgent, openConsole } from "./harness/console.ts";
import { password } from "./harness/server.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

const grace = "grace@example.com";

/** How signing in with a password is answered: 403 asks for a second factor. */
async function signInStatus(w: World, secret: string): Promise<number> {
	const answer = await fetch(`${w.server.address}/v4/oauth/token`, {
		method: "POST",
		headers: { "x-forwarded-for": "198.51.100.7" }, // whose attempts are not those of the browser
		body: new URLSearchParams({ grant_type: "password", email: grace, password: secret }),
	});
	await answer.body?.cancel();
	return answer.status;
}

async function openAccount(w: World): Promise<Page> {
	const page = await openConsole(w, grace);
	await page.goto(`${w.server.address}/console/settings/account`);
	await page.getByRole("heading", { name: "My account" }).waitFor();
	return page;
}

test("an agent sees where it is signed in, and signs out elsewhere", async () => {
	const w = await World.make();
	w.expected.push(/status of 401/);
	const id = await makeAgent(w, "Grace");
	const other = await openConsole(w, grace);
	const page = await openAccount(w);
	expect(await page.getByRole("link", { name: "Skills" }).count()).toBe(0);
	await page.getByText("This is what visitors see. Administrators change it.").waitFor();
	const rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
	await rows.nth(1).waitFor();
	expect(await rows.count()).toBe(2);
	expect(await rows.first().innerText()).toContain("Here and now");
	await rows.nth(1).getByRole("button", { name: "End: Chrome · Linux" }).click();
	await rows.nth(1).waitFor({ state: "detached" });
	await page.locator(".signins:focus").waitFor();
	const left = (await w.api.get(`global/agents/${id}/signIns`)) as unknown as unknown[];
	expect(left).toHaveLength(1);
	await other.getByText("Your session has ended. Please sign in again.").waitFor();
});

test("an agent changes its password, and a wrong one loses nothing that was typed", async () => {
	const w = await World.make();
	w.expected.push(/status of 40[13]/);
	await makeAgent(w, "Grace");
	const page = await openAccount(w);
	const part = page.getByRole("region", { name: "Password" });
	const [now, next] = [part.getByLabel("Current password"), part.getByLabel("New password")];
	await now.fill("not the password");
	await next.fill("another good password");
	await part.getByRole("button", { name: "Change password" }).click();
	await part.getByRole("alert").getByText("the password is not right").waitFor();
	expect(await next.inputValue()).toBe("another good password");
	await now.fill(password);
	await part.getByRole("button", { name: "Change password" }).click();
	await part.getByText("The password is changed.").waitFor();
	expect(await now.inputValue()).toBe("");
	expect(await signInStatus(w, password)).toBe(401);
	expect(await signInStatus(w, "another good password")).toBe(200);
	await page.reload();
	await page.getByRole("heading", { name: "My account" }).waitFor();
});

test("an agent sets a second factor up, gets other recovery codes, and switches it off", async () => {
	const w = await World.make(["-trusted-proxies", "127.0.0.1"]);
	w.expected.push(/status of 403/);
	await makeAgent(w, "Grace");
	const page = await openAccount(w);
	const part = page.getByRole("region", { name: "Second factor" });
	const button = (name: string) => part.getByRole("button", { name, exact: true });
	await button("Set up a second factor").click();
	await part.getByRole("textbox", { name: "Password" }).fill(password);
	await button("Confirm").click();
	await part.getByRole("img", { name: "QR code" }).waitFor();
	const secret = await part.getByRole("group", { name: "Key to type in" }).locator("code").innerText();
	const app = new App(secret.replaceAll(" ", ""));
	const code = part.getByRole("textbox", { name: "Code" });
	await code.fill(app.wrong());
	await button("Confirm").click();
	await part.getByRole("alert").getByText("the code is not right").waitFor();
	expect(await signInStatus(w, password)).toBe(200);
	await code.fill(app.code());
	await button("Confirm").click();
	const codes = part.getByRole("listitem");
	await codes.nth(9).waitFor();
	const first = await codes.allInnerTexts();
	await button("I have kept them").click();
	await part.getByText("On. 10 recovery codes are left.").waitFor();
	expect(await signInStatus(w, password)).toBe(403);

	await button("New recovery codes").click();
	await part.getByRole("textbox", { name: "Password" }).fill(password);
	await button("Confirm").click();
	await codes.nth(9).waitFor();
	const second = await codes.allInnerTexts();
	expect(second.filter((c) => first.includes(c))).toEqual([]);
	await button("I have kept them").click();

	await w.api.put("global/site", { requireSecondFactor: true });
	await page.reload();
	await part.getByText("Your team demands it.").waitFor();
	expect(await button("Switch off").count()).toBe(0);
	await w.api.put("global/site", { requireSecondFactor: false });
	await page.reload();
	await button("Switch off").click();
	await part.getByRole("textbox", { name: "Password" }).fill("not the password");
	await button("Confirm").click();
	await part.getByRole("alert").getByText("the password is not right").waitFor();
	await part.getByRole("textbox", { name: "Password" }).fill(password);
	await button("Confirm").click();
	await button("Set up a second factor").waitFor();
	await until("a sign-in by the password alone", async () =>
		(await signInStatus(w, password)) === 200 ? true : undefined,
	);
});
