// The audit log, as an administrator reads it.
import { expect, test } from "vitest";
import { makeAgent, openConsole } from "./harness/console.ts";
import { worldOfChats } from "./harness/history.ts";
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
	expect(log.entries.find((e) => e.action === "resource.changed")?.signInId).not.toMatch(/^0{8}/);
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

test("who deleted a chat, and what was done to an agent, is found by number and name", {
	timeout: 120_000,
}, async () => {
	const w = await worldOfChats(12);
	const grace = await makeAgent(w, "Grace");
	const found = (await w.api.post("livechat/chats:Search", {})) as unknown as {
		readonly list: readonly { readonly id: number }[];
	};
	const [one, other] = found.list.map((c) => c.id);
	await w.api.remove(`livechat/chats/${one}`);
	await w.api.remove(`livechat/chats/${other}`);
	const page = await openConsole(w);
	await page.goto(`${w.server.address}/console/settings/audit`);
	const deeds = page.locator(".deed");
	await deeds.filter({ hasText: `No. ${one}` }).waitFor();
	await page.getByLabel("About", { exact: true }).selectOption({ label: "A chat" });
	await page.getByLabel("Number", { exact: true }).fill(String(other));
	await page.getByText(`No. ${one}`).waitFor({ state: "detached" });
	await expect.poll(() => deeds.allInnerTexts(), patiently).toHaveLength(1);
	expect(await deeds.first().innerText()).toContain(`No. ${other}`);
	await page.getByLabel("About", { exact: true }).selectOption({ label: "A ticket" });
	await page.getByLabel("Number", { exact: true }).fill(String(other));
	await page.getByText("Nothing was done that fits.").waitFor();

	// An agent is chosen by the keyboard alone.
	await page.getByLabel("About", { exact: true }).selectOption({ label: "An agent" });
	await page.getByRole("combobox", { name: "An agent" }).focus();
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type("Gra");
	await page.getByRole("option", { name: "Grace" }).waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await deeds.filter({ hasText: "Grace" }).waitFor();
	await expect.poll(() => deeds.count(), patiently).toBe(1);
	const log = (await w.api.get(`global/auditLog?targetId=${grace}`)) as unknown as Log;
	expect(log.entries.map((e) => e.action)).toEqual(["resource.added"]);
});

test("one of thousands of agents is chosen by name, and they are read only then", {
	timeout: 120_000,
}, async () => {
	const w = await World.make();
	const grace = await makeAgent(w, "Grace");
	const page = await openConsole(w);
	let reads = 0;
	await page.route("**/v4/global/agents", async (route) => {
		reads++;
		const real = (await (await route.fetch()).json()) as object[];
		const more = Array.from({ length: 3000 }, (_, i) => ({
			...real[0],
			id: `7c1f0a52-3f0e-4c39-9a53-${String(i).padStart(12, "0")}`,
			displayName: `Agent ${i}`,
		}));
		await route.fulfill({ json: [...more, ...real] });
	});
	await page.goto(`${w.server.address}/console/settings/clients/new`);
	await page.getByRole("textbox", { name: "Name" }).fill("Reports");
	const choice = page.getByRole("combobox", { name: "Acts for" });
	await choice.waitFor();
	expect(reads).toBe(0);
	await choice.click();
	await page.getByRole("option", { name: "Agent 0", exact: true }).waitFor();
	expect(await page.getByRole("option").count()).toBeLessThanOrEqual(50);
	expect(reads).toBe(1);
	await page.keyboard.press("ControlOrMeta+a");
	await page.keyboard.type("grac");
	await page.getByRole("option", { name: "Grace" }).waitFor();
	expect(await page.getByRole("option").count()).toBe(1);
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await page.getByLabel("Read chats, reports and names").check();
	await page.getByRole("button", { name: "Save" }).click();
	await page.locator(".secretonce code").waitFor();
	const [made] = (await w.api.get("global/oauthClients")) as unknown as { readonly agentId: string }[];
	expect(made?.agentId).toBe(grace);
	const before = reads; // what is shown was read anew after saving
	await page.reload();
	await expect.poll(() => choice.inputValue(), patiently).toBe("Grace");
	expect(reads).toBe(before);
});
