// The page on which an agent lets a program act for it: in a browser, with what the browser
// makes of its policy and its cookies.
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ada, desktop } from "./harness/console.ts";
import { client as atProvider, Provider } from "./harness/provider.ts";
import { password } from "./harness/server.ts";
import { World } from "./harness/world.ts";

const verifier = randomBytes(32).toString("base64url");
const heading = "Allow a program to act for you";

interface Scene {
	readonly w: World;
	readonly provider: Provider;
	readonly program: { readonly id: string; readonly secret: string };
	/** Where agents are sent back to. */
	readonly done: string;
	/** The address of the page of consent. */
	readonly asks: string;
}

async function scene(): Promise<Scene> {
	const w = await World.make(["-hook-networks", "127.0.0.0/8"]);
	const provider = await Provider.open({ sub: "7", name: "Ada", email: ada, email_verified: true });
	w.others.push(provider.address);
	w.atEnd(() => provider.close());
	w.expected.push(/status of 404/); // the program has no page
	await w.api.make("global/identityProviders", { name: "Staff", issuer: provider.address, ...atProvider });
	const done = `${provider.address}/done`;
	const made = await w.api.post("global/oauthClients", {
		name: "Reports",
		redirectUris: [done],
		scopes: ["chats:read"],
	});
	const program = { id: String(made["id"]), secret: String(made["secret"]) };
	const asked = new URLSearchParams({
		response_type: "code",
		client_id: program.id,
		redirect_uri: done,
		state: "the state",
		code_challenge: createHash("sha256").update(verifier).digest("base64url"),
		code_challenge_method: "S256",
	});
	return { w, provider, program, done, asks: `${w.server.address}/v4/oauth/authorize?${asked}` };
}

/** Waits until the browser is sent back to the program; gives what it is told. */
async function sentBack(page: Page, { done }: Scene): Promise<URLSearchParams> {
	await page.waitForURL((url) => url.href.startsWith(done));
	return new URL(page.url()).searchParams;
}

/** What the program may read with the token that it gets for a code. */
async function statusWith(code: string, { w, program, done }: Scene): Promise<number> {
	const answer = await fetch(`${w.server.address}/oauth/token`, {
		method: "POST",
		body: new URLSearchParams({
			grant_type: "authorization_code",
			code,
			code_verifier: verifier,
			redirect_uri: done,
			client_id: program.id,
			client_secret: program.secret,
		}),
	});
	const { access_token: token } = (await answer.json()) as { access_token: string };
	const me = await fetch(`${w.server.address}/v4/global/me`, {
		headers: { authorization: `Bearer ${token}` },
	});
	await me.arrayBuffer();
	return me.status;
}

const bySight = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("an agent signs in by a provider on the page of consent, by keys alone, and allows the program", async () => {
	const s = await scene();
	const page = await s.w.visitor(desktop);
	await page.goto(s.asks);
	await page.keyboard.press("Tab");
	await expect(bySight(page, "Sign in with Staff").evaluate((b) => b.matches(":focus"))).resolves.toBe(true);
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: heading }).waitFor();
	expect(new URL(page.url()).searchParams.get("state")).toBe("the state");
	expect(page.url()).not.toContain("code=");
	await page.getByText(`You have signed in as ${ada}.`).waitFor();
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	const told = await sentBack(page, s);
	expect(told.get("state")).toBe("the state");
	expect(await statusWith(told.get("code") ?? "", s)).toBe(200);
	// The browser has no session of it, and is not known any more.
	expect((await page.context().cookies()).map((c) => c.name)).toEqual([]);
	await page.goto(s.asks);
	await bySight(page, "Sign in with Staff").waitFor();
	expect(await bySight(page, "Allow").count()).toBe(0);
});

test("an agent may say no, be somebody else, or use its password, where that counts", async () => {
	const s = await scene();
	const page = await s.w.visitor(desktop);
	const enter = async () => {
		await page.goto(s.asks);
		await bySight(page, "Sign in with Staff").click();
		await page.getByRole("heading", { name: heading }).waitFor();
	};
	await enter();
	await bySight(page, "Sign in as somebody else").click();
	await page.getByLabel("E-mail").fill(ada);
	await page.getByLabel("Password").fill(password);
	await bySight(page, "Sign in and allow").click();
	expect((await sentBack(page, s)).get("code")).not.toBeNull();
	await enter();
	await bySight(page, "Do not allow").click();
	expect((await sentBack(page, s)).get("error")).toBe("access_denied");
});

test("whom the site does not know finds the way back to the same request", async () => {
	const s = await scene();
	s.w.expected.push(/status of 403/);
	s.provider.is({ sub: "8", name: "Eve", email: "eve@example.com", email_verified: true });
	const page = await s.w.visitor(desktop);
	await page.goto(s.asks);
	await bySight(page, "Sign in with Staff").click();
	await page.getByRole("alert").getByText("no agent of the site has the address eve@example.com").waitFor();
	await page.getByRole("link", { name: "Back to signing in" }).click();
	await page.getByText("Reports asks to act in your place").waitFor();
	await bySight(page, "Do not allow").click();
	const told = await sentBack(page, s);
	expect([told.get("error"), told.get("state")]).toEqual(["access_denied", "the state"]);
});

interface Axe {
	run(of: Document, how: object): Promise<AxeResults>;
}

test.each([
	"light",
	"dark",
] as const)("axe-core finds nothing on the pages of consent, %s", async (colorScheme) => {
	const s = await scene();
	const page = await s.w.visitor({ ...desktop, bypassCSP: true, colorScheme });
	await page.addInitScript(
		await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"),
	);
	const findings = async () => {
		const { violations } = await page.evaluate(
			(how) => (window as unknown as { axe: Axe }).axe.run(document, how),
			{ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
		);
		return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
	};
	await page.goto(s.asks);
	expect(await findings()).toEqual([]);
	await bySight(page, "Sign in with Staff").click();
	await page.getByRole("heading", { name: heading }).waitFor();
	expect(await findings()).toEqual([]);
});
