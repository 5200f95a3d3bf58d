// What a visitor is typing, where the site shows it to agents: and nowhere else, and not without a word.
import { expect, test } from "vitest";
import { desktop, goOnline, openConsole } from "./harness/console.ts";
import { elements, watched } from "./harness/executions.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

const told = "We see what you write before you send it.";

test("agents see what a visitor is typing only where the site shows it, and the visitor is told", async () => {
	const w = await World.make();
	const ran: string[] = [];
	const page = await openConsole(w, undefined, { page: await watched(w, ran, desktop) });
	await goOnline(page);
	const plain = await Widget.open(w);
	await plain.start();
	await page.getByRole("button", { name: "Accept" }).click();
	await plain.composer.pressSequentially("Nobody sees this");
	await page.locator(".log").waitFor();
	await page.locator(".typing, .chatrow").getByText("is typing…").first().waitFor();
	expect(await page.locator(".typed").count()).toBe(0);
	expect(await plain.frame.getByText(told).count()).toBe(0);
	await plain.say("Sent.");

	await w.api.put("global/site", { showTypedText: true });
	const widget = await Widget.open(w);
	await widget.start();
	await page.getByRole("button", { name: "Accept" }).click();
	await widget.frame.getByText(told).waitFor();
	const described = await widget.composer.evaluate((field) =>
		(field.getAttribute("aria-describedby") ?? "")
			.split(" ")
			.map((id) => field.ownerDocument.getElementById(id)?.textContent ?? "")
			.join(""),
	);
	expect(described).toBe(told);
	await widget.composer.pressSequentially("Where is my order <img src=x onerror=pwned()>");
	const typed = page.locator(".typed");
	await typed.getByText("Where is my order <img src=x onerror=pwned()>", { exact: true }).waitFor();
	await page.getByText("Being written, not sent yet").waitFor();
	expect(await elements(page)).toEqual([[]]);
	await widget.composer.fill("");
	await typed.waitFor({ state: "detached" });
	await widget.composer.pressSequentially("Never mind");
	await typed.getByText("Never mind", { exact: true }).waitFor();
	await widget.composer.press("Enter");
	await page.getByRole("log").getByText("Never mind", { exact: true }).waitFor();
	await typed.waitFor({ state: "detached" });
	expect(ran).toEqual([]);
	expect(w.server.log.join("\n")).not.toMatch(/order|Never mind|Nobody sees/);
});
