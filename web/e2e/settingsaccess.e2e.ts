// What programs and websites are let in with: API keys, OAuth clients, identity keys.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openConsole } from "./harness/console.ts";
import { patiently, until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

type Thing = Record<string, unknown>;

async function form(w: World, page: Page, name: string): Promise<void> {
	await page.goto(`${w.server.address}/console/settings/${name}/new`);
	await page.getByRole("textbox", { name: "Name" }).waitFor();
}

async function save(page: Page): Promise<string> {
	await page.getByRole("button", { name: "Save" }).click();
	return until("the address of what was made", async () => /[0-9a-f-]{36}$/.exec(page.url())?.[0]);
}

/** How the API answers a key. */
async function answers(w: World, key: string, path: string, method = "GET"): Promise<number> {
	const answer = await fetch(`${w.server.address}/v4/${path}`, {
		method,
		headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
		...(method === "GET" ? {} : { body: JSON.stringify({ name: "Repairs" }) }),
	});
	await answer.arrayBuffer();
	return answer.status;
}

/** Waits until a key is answered so: what was decided of it counts for a second yet. */
async function answersWith(w: World, key: string, path: string, status: number, method = "GET") {
	await until(`${status} for the key`, async () =>
		(await answers(w, key, path, method)) === status ? true : undefined,
	);
}

test("an API key is made, shown once, does what it is allowed, and is refused when it is deleted", async () => {
	const w = await World.make();
	w.expected.push(/status of 400/);
	const page = await openConsole(w);
	await form(w, page, "keys");
	await page.getByRole("textbox", { name: "Name" }).fill("Nightly export");
	await page.getByLabel("Read chats, reports and names").uncheck();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("alert").getByText("at least one of chats:read").waitFor();
	await page.getByLabel("Read chats, reports and names").check();
	await page.getByLabel("Expires").fill("2099-01-01T00:00");
	const id = await save(page);
	const secret = (await page.locator(".secretonce code").innerText()).trim();
	expect(await answers(w, secret, "global/skills")).toBe(200);
	expect(await answers(w, secret, "global/skills", "POST")).toBe(403);
	expect(await w.api.get(`global/apiKeys/${id}`)).toMatchObject({ scopes: ["chats:read"] });
	await page.reload();
	await page.getByRole("heading", { name: "Nightly export" }).waitFor();
	expect(await page.content()).not.toContain(secret);

	// Without a time it stays for good.
	expect((await w.api.get(`global/apiKeys/${id}`))["expires"]).toMatch(/^209[89]-/);
	await page.getByLabel("Expires").fill("");
	await page.getByLabel("Read and change all settings").check();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.", { exact: true }).waitFor();
	expect((await w.api.get(`global/apiKeys/${id}`))["expires"]).toBeUndefined();
	await answersWith(w, secret, "global/skills", 201, "POST");

	await page.getByRole("button", { name: "Delete" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
	await answersWith(w, secret, "global/skills", 401);
});

test("an OAuth client is made with addresses, a line each", async () => {
	const w = await World.make();
	w.expected.push(/status of 400/);
	const page = await openConsole(w);
	await form(w, page, "clients");
	await page.getByRole("textbox", { name: "Name" }).fill("Desk app");
	await page.getByRole("textbox", { name: "Redirect addresses" }).fill("ftp://a.example/done");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("alert").getByText("ftp://a.example/done").waitFor();
	await expect.poll(() => page.locator("textarea[aria-invalid=true]").count(), patiently).toBe(1);
	await page
		.getByRole("textbox", { name: "Redirect addresses" })
		.fill("https://a.example/done\ncom.example.app:/done\n");
	const id = await save(page);
	expect(await w.api.get(`global/oauthClients/${id}`)).toMatchObject({
		redirectUris: ["https://a.example/done", "com.example.app:/done"],
		isPublic: false,
	});
	expect(await page.locator(".secretonce code").innerText()).not.toBe("");
	await page.getByRole("button", { name: "Done" }).click();
	await expect.poll(() => page.locator(".secretonce").count(), patiently).toBe(0);
});

test("identity keys have a secret that is shown once, or a public key", async () => {
	const w = await World.make();
	const page = await openConsole(w);
	await form(w, page, "identity");
	await page.getByRole("textbox", { name: "Name" }).fill("Main store");
	await save(page);
	expect((await page.locator(".secretonce code").innerText()).length).toBeGreaterThanOrEqual(32);
	const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
		"sign",
		"verify",
	]);
	const der = Buffer.from(await crypto.subtle.exportKey("spki", pair.publicKey)).toString("base64");
	const pem = `-----BEGIN PUBLIC KEY-----\n${der.match(/.{1,64}/g)?.join("\n")}\n-----END PUBLIC KEY-----\n`;
	await form(w, page, "identity");
	await page.getByRole("textbox", { name: "Name" }).fill("Shop Deutschland");
	await page.getByLabel("Algorithm").selectOption("ES256");
	await page.getByRole("textbox", { name: "Public key" }).fill(pem);
	const id = await save(page);
	expect(await page.locator(".secretonce").count()).toBe(0);
	expect(await w.api.get(`livechat/identityKeys/${id}`)).toMatchObject({ algorithm: "ES256" });
	const all = (await w.api.get("livechat/identityKeys")) as unknown as Thing[];
	expect(all.map((k) => k["name"]).sort()).toEqual(["Main store", "Shop Deutschland"]);
});

test("of a key or client that is open, what others have changed meanwhile stays when it is saved", async () => {
	const w = await World.make();
	const page = await openConsole(w);
	const done = "https://a.example/done";
	const things = [
		["keys", "global/apiKeys", { name: "Export", scopes: ["chats:read"] }, {}],
		["clients", "global/oauthClients", { name: "Desk", scopes: ["chats:read"] }, { redirectUris: [done] }],
	] as const;
	for (const [name, path, body, more] of things) {
		const id = await w.api.make(path, { ...body });
		await page.goto(`${w.server.address}/console/settings/${name}/${id}`);
		await page.getByRole("heading", { name: body.name }).waitFor();
		await w.api.put(`${path}/${id}`, { scopes: ["chats:read", "chats:delete"], ...more });
		await page.getByRole("textbox", { name: "Name" }).fill("Another name");
		await page.getByRole("button", { name: "Save" }).click();
		await page.getByText("Saved.", { exact: true }).waitFor();
		expect(await w.api.get(`${path}/${id}`)).toMatchObject({
			name: "Another name",
			scopes: ["chats:read", "chats:delete"],
			...more,
		});
		// What is changed is sent, of which the form now has what others made of it.
		await page.getByLabel("Read and change all settings").check();
		await page.getByRole("button", { name: "Save" }).click();
		await expect
			.poll(async () => (await w.api.get(`${path}/${id}`))["scopes"], patiently)
			.toEqual(["chats:read", "chats:delete", "settings"]);
	}
});
