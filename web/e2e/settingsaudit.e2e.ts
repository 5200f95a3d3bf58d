// The audit log, as an administrator reads it.
import { expect, test } from "vitest";
import { openConsole } from "./harness/console.ts";
import { patiently } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

interface Log {
	readonly entries: readonly { readonly n: number; readonly action: string; readonly signInId: string }[];
	readonly last: number;
	readonly hash: string;
}

test("who did what is read, narrowed, and followed to what it was done to", {
	timeout: 120_000,
}, async () => {
	const w = await World.make();
	const department = await w.api.make("global/departments", { name: "Returns" });
	for (let n = 0; n < 60; n++) {
		await w.api.make("global/skills", { name: `Skill ${n}` });
	}
	const page = await openConsole(w);
	await page.goto(`${w.server.address}/console/settings/departments/${department}`);
	await page.getByRole("textbox", { name: "Description" }).fill("What comes back");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.", { exact: true }).waitFor();
	await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Audit" }).click();
	const deeds = page.locator(".deed");
	await deeds.first().waitFor();
	const changed = deeds.filter({ hasText: "changed Departments: Returns" });
	await changed.waitFor();
	expect(await changed.locator("ins").innerText()).toBe("What comes back");
	await expect.poll(() => deeds.filter({ hasText: "signed in" }).count(), patiently).toBe(1);

	const log = (await w.api.get("global/auditLog")) as unknown as Log;
	expect(log.entries.find((e) => e.action === "resource.changed")?.signInId).not.toMatch(/^0/);
	await page.getByText(`:${log.last}:${log.hash}`).waitFor();

	await expect.poll(() => deeds.count(), patiently).toBe(50);
	await page.getByRole("button", { name: "Show more" }).click();
	await deeds.nth(51).waitFor();
	await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
	await expect.poll(() => deeds.count(), patiently).toBe(log.last);

	await page.getByLabel("What", { exact: true }).selectOption({ label: "signed in" });
	await page.getByText("Returns").waitFor({ state: "detached" });
	await expect.poll(() => deeds.count(), patiently).toBe(1);
	await page.getByLabel("Until").fill("2001-02-03");
	await page.getByText("Nothing was done that fits.").waitFor();
	await page.getByRole("button", { name: "Show all" }).click();
	await page.getByRole("button", { name: "Only this: Returns" }).first().click();
	await page.getByText("Only what was done to Returns").waitFor();
	await page.getByText("Skill 59").waitFor({ state: "detached" });
	await expect.poll(() => deeds.count(), patiently).toBe(2);
	await changed.getByRole("link", { name: "Returns" }).click();
	await page.getByRole("heading", { name: "Returns", level: 1 }).waitFor();
});
