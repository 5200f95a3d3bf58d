// Who the visitor is, and what the page tells of them.
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import "../loader/api.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

/** A site's own signature on who somebody is. */
async function signer(w: World): Promise<(sub: string) => string> {
	const key = await w.api.post("livechat/identityKeys", { name: "Shop", algorithm: "HS256" });
	const secret = String(key.secret);
	return (sub) => {
		const now = Math.floor(Date.now() / 1_000);
		const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
		const claims = { sub, aud: "parley:10000", iat: now, exp: now + 600, name: `Customer ${sub}` };
		const body = `${part({ alg: "HS256", kid: key.id })}.${part(claims)}`;
		return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
	};
}

test("a visitor whom the site has signed for is that one, before the first use and after", async () => {
	const w = await World.make();
	const sign = await signer(w);
	const ada = await w.agent();
	const v = new Widget(await w.visitor());
	await v.page.goto(w.shop.origin);
	await v.button.waitFor();
	await v.page.evaluate((jwt) => window.Parley?.identify?.(jwt), sign("c-17"));
	await v.button.click();
	await v.start();
	const chat = await ada.accept();
	await v.say("It is me");
	await ada.hears(chat, "It is me");
	const [other] = await Promise.all([Widget.open(w), ada.do("post", { chat, text: "Hello" })]);
	await other.page.evaluate((jwt) => window.Parley?.identify?.(jwt), sign("c-17"));
	await other.hears("It is me");
	await ada.do("end", { chat });
	const record = JSON.stringify(await until("the record", () => w.api.record(chat)));
	expect(record).toContain("c-17");
	expect(record).toContain("Customer c-17");
});

test("an identity that is not of the site opens nothing", async () => {
	const w = await World.make();
	await signer(w);
	await w.agent();
	const v = await Widget.open(w);
	await v.page.evaluate(() => window.Parley?.identify?.("a.b.c"));
	await v.frame.getByRole("heading", { name: "Chat is not available" }).waitFor();
});

test("custom variables are told before the first use, and are in the record", async () => {
	const w = await World.make();
	await w.api.make("livechat/customVariables", { name: "Plan", type: "text" });
	await w.api.make("livechat/customVariables", { name: "Basket", type: "integer" });
	const ada = await w.agent();
	const watch = await w.watch();
	const v = new Widget(await w.visitor());
	await v.page.goto(w.shop.origin);
	await watch.looks(1);
	await v.page.evaluate(() => window.Parley?.setCustomVariables?.({ Plan: "gold", Basket: 3 }));
	await watch.until("the variables", ([one]) => JSON.stringify(one?.variables ?? "").includes("gold"));
	await v.button.click();
	await v.start();
	const chat = await ada.accept();
	await v.page.evaluate(() => window.Parley?.setCustomVariables?.({ Basket: 4 }));
	await ada.do("end", { chat });
	const record = JSON.stringify(await until("the record", () => w.api.record(chat)));
	expect(record).toContain("gold");
});
