// The shop of the demo, with the policy that a careful shop has.
import { expect, test } from "vitest";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

test("the demo's shop shows the widget on each of its pages", async () => {
	const w = await World.make(["-demo"]);
	const v = new Widget(await w.visitor());
	await v.page.goto(`${w.server.address}/demo/`);
	await v.button.waitFor();
	await v.page.getByRole("link", { name: "See the Aurora" }).click();
	await v.page.getByRole("button", { name: "Ask about this lamp" }).click();
	await v.frame.getByRole("heading").first().waitFor();
	await v.page.getByRole("link", { name: "Offer" }).click();
	await v.frame.getByRole("heading").first().waitFor();
	expect(v.page.url()).toBe(`${w.server.address}/demo/offer.html`);
	await v.page.goto(`${w.server.address}/gallery/`);
	await v.page.getByRole("heading").first().waitFor();
});
