// Webhooks: made, tested, told again, disabled and deleted.
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openConsole } from "./harness/console.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

interface Told {
	readonly id: string;
	readonly signed: string;
	readonly signatures: readonly string[];
	readonly event: string;
}

/** An endpoint that keeps what it is told. */
async function endpoint(answer: () => { readonly status: number; readonly text: string }) {
	const told: Told[] = [];
	const server = createServer(async (request, response) => {
		told.push(await read(request));
		const { status, text } = answer();
		response.writeHead(status).end(text);
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	onTestFinished(() => void server.close());
	return { told, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

async function read(request: IncomingMessage): Promise<Told> {
	const parts: Buffer[] = [];
	for await (const part of request) {
		parts.push(part as Buffer);
	}
	const body = Buffer.concat(parts).toString();
	const header = (name: string) => String(request.headers[name]);
	const id = header("webhook-id");
	return {
		id,
		signed: `${id}.${header("webhook-timestamp")}.${body}`,
		signatures: header("webhook-signature").split(" "),
		event: (JSON.parse(body) as { readonly event: string }).event,
	};
}

function signs(secret: string, told: Told): boolean {
	const key = Buffer.from(secret.replace("whsec_", ""), "base64");
	return told.signatures.includes(`v1,${createHmac("sha256", key).update(told.signed).digest("base64")}`);
}

test("a webhook is made, tested, told again, given another secret, disabled and deleted", async () => {
	const w = await World.make(["-hook-networks", "127.0.0.0/8"]);
	w.expected.push(/status of 4\d\d/);
	let answer = { status: 200, text: "<img src=x onerror=alert(1)> thank you" };
	const { told, address } = await endpoint(() => answer);
	const page = await openConsole(w);
	await page.goto(`${w.server.address}/console/settings/webhooks`);
	await page.getByRole("button", { name: "New" }).click();
	await page.getByRole("textbox", { name: "Address" }).fill("https://user:word@crm.example/");
	await page.getByLabel("Event").selectOption("Offline message left");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("alert").getByText("no user name and password").waitFor();
	await page.getByRole("textbox", { name: "Address" }).fill(address);
	await page.getByRole("button", { name: "Save" }).click();
	const id = await until("the address of what was made", async () => /[0-9a-f-]{36}$/.exec(page.url())?.[0]);
	const secret = (await page.locator(".secretonce code").first().innerText()).trim();
	expect(await w.api.get(`livechat/webhooks/${id}`)).toMatchObject({
		event: "offlineMessageIsSubmitted",
		targetUrl: address,
		isEnabled: true,
		state: "working",
	});

	await page.getByRole("button", { name: "Send a test" }).click();
	await page.locator(".hookstate", { hasText: "Delivered" }).waitFor();
	expect(told.map((t) => t.event)).toEqual(["test"]);
	expect(told.every((t) => signs(secret, t))).toBe(true);
	expect(signs("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", told[0] as Told)).toBe(false);
	await page.locator(".hookanswer summary").click();
	await page.locator(".hookanswer pre", { hasText: "thank you" }).waitFor();
	expect(await page.locator(".hookanswer img").count()).toBe(0);

	answer = { status: 503, text: "later" };
	await page.getByRole("button", { name: "Send a test" }).click();
	await page.locator(".hookstate", { hasText: "Failed" }).waitFor();
	await page.locator(".hookanswer summary", { hasText: "it answered 503" }).waitFor();
	const tries = page.locator(".hooktries").first();
	await tries.locator("summary", { hasText: "Tries: 1" }).press("Enter");
	await tries.getByRole("listitem").getByText("it answered 503").waitFor();
	expect(await tries.getByRole("listitem").innerText()).toMatch(/ · it answered 503 · \d+\s?ms$/);

	answer = { status: 200, text: "" };
	await page.getByRole("button", { name: "Make a new secret" }).click();
	await page.getByRole("button", { name: "Done" }).last().waitFor();
	const fresh = (await page.locator(".secretonce code").last().innerText()).trim();
	expect(fresh).not.toBe(secret);
	await page.getByRole("button", { name: "Send a test" }).click();
	await until("the third test", async () => (told.length === 3 ? true : undefined));
	expect([fresh, secret].every((s) => signs(s, told[2] as Told))).toBe(true);

	await page.getByLabel("Enabled").uncheck();
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.", { exact: true }).waitFor();
	expect(await w.api.get(`livechat/webhooks/${id}`)).toMatchObject({ isEnabled: false, state: "disabled" });
	await page.locator(".hookstate", { hasText: "Disabled" }).waitFor();

	await page.getByRole("button", { name: "Delete" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();
	expect(await w.api.get("livechat/webhooks")).toEqual([]);
});
