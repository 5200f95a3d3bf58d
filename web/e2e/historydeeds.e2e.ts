// The console's history: what is done with a result, a record and a search is done.
import { buffer } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeAgent, openConsole } from "./harness/console.ts";
import { apiFinds, filter, lists, visit, worldOfChats } from "./harness/history.ts";

/** The content of a file that the page gives to be saved. */
async function saved(page: Page, item: string): Promise<string> {
	const [file] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("menuitem", { name: item }).click(),
	]);
	return (await buffer(await file.createReadStream())).toString();
}

test("a result is exported whole, and chats are deleted after the question how many", async () => {
	const w = await worldOfChats(120);
	const page = await openConsole(w);
	await visit(page, "/history");
	const wanted = await apiFinds(w, { body: {} });
	await lists(page, wanted);
	await page.getByRole("button", { name: "Export" }).click();
	const lines = (await saved(page, "Whole chats as JSON lines")).trimEnd().split("\n");
	const chats = lines.map((l) => JSON.parse(l) as { id: number; chatAgents: unknown[] });
	expect(chats.map((c) => c.id)).toEqual(wanted);
	expect(chats.some((c) => c.chatAgents.length > 0)).toBe(true);
	await page.getByRole("button", { name: "Export" }).click();
	const csv = await saved(page, "Columns as CSV");
	expect(csv.startsWith("\uFEFFRequested,Visitor,Department,Agents,")).toBe(true);
	expect(csv.trimEnd().split("\r\n")).toHaveLength(wanted.length + 1);
	const { entries } = (await w.api.get("global/auditLog?action=chats.exported")) as unknown as {
		readonly entries: readonly { readonly count: number; readonly agentName: string }[];
	};
	expect(entries.map((e) => e.count)).toEqual([wanted.length, wanted.length]);
	const [first, second, ...rest] = wanted;
	await page.locator(".chatscroller").evaluate((e) => e.scrollTo(0, 0));
	await page.getByRole("checkbox", { name: `Choose chat ${first}`, exact: true }).check();
	await page.getByRole("checkbox", { name: `Choose chat ${second}`, exact: true }).check();
	await page.getByRole("button", { name: "Delete (2)" }).click();
	const dialog = page.getByRole("dialog", { name: "Delete 2 chats?" });
	expect(await dialog.getByRole("button", { name: "Delete 2 chats" }).isDisabled()).toBe(true);
	await dialog.getByLabel("Type 2 to confirm").fill("2");
	await dialog.getByRole("button", { name: "Delete 2 chats" }).click();
	await lists(page, rest);
	expect(await apiFinds(w, { body: {} })).toEqual(rest);
});

test("a record shows the chat whole, is wrapped up, attached to a ticket, saved and deleted", async () => {
	const w = await worldOfChats(120);
	const page = await openConsole(w);
	const asked = {
		body: { filters: [filter("visitorMessagesCount", "isMoreThan", 2), filter("agent", "exists")] },
	};
	const [id = 0] = await apiFinds(w, asked);
	await visit(page, "/history", { where: "and(visitorMessagesCount:isMoreThan(2),agent:exists())" });
	await page.locator(".rowlink").first().click();
	await page.getByRole("heading", { name: `Chat ${id}` }).waitFor();
	const record = async () =>
		(await w.api.get(`livechat/chats/${id}?include=chatWrapup,session`)) as {
			messages: { message: string }[];
			chatWrapup: { comment: string } | null;
			preChatTicketId: number;
		};
	const { messages } = await record();
	expect(await page.locator(".transcript .entrytext").allInnerTexts()).toEqual(
		messages.map((m) => m.message),
	);
	await page.getByLabel("Comment", { exact: true }).fill("Called back.\nAll is well.");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved").waitFor();
	expect((await record()).chatWrapup?.comment).toBe("Called back.\nAll is well.");
	await page.getByRole("button", { name: "Attach to ticket" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("Subject").fill("A call");
	await dialog.getByRole("button", { name: "Attach to ticket" }).click();
	await dialog.waitFor({ state: "detached" });
	const ticket = await w.api.get(`livechat/tickets/${(await record()).preChatTicketId}`);
	expect(ticket["subject"]).toBe("A call");
	expect(JSON.stringify(ticket["messages"])).toContain(JSON.stringify(messages[0]?.message).slice(1, -1));
	await page.getByRole("button", { name: "Download" }).click();
	const plain = await saved(page, "As text");
	expect(plain.startsWith(`Chat ${id}\n`)).toBe(true);
	expect(messages.every((m) => plain.includes(m.message.split("\n")[0] ?? ""))).toBe(true);
	await page.getByRole("button", { name: "Download" }).click();
	expect(JSON.parse(await saved(page, "As JSON"))).toMatchObject({ id, messages });
	await page.getByRole("button", { name: "Delete", exact: true }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete 1 chat" }).click();
	await page.waitForURL((url) => url.searchParams.get("chat") === null);
	await lists(
		page,
		(await apiFinds(w, asked)).filter((n) => n !== id),
	);
	expect(await apiFinds(w, asked)).not.toContain(id);
});

test("an agent without the permission is not offered to delete", async () => {
	const w = await worldOfChats(30);
	await makeAgent(w, "Bo", { role: "supervisor" });
	const page = await openConsole(w, "bo@example.com");
	await visit(page, "/history");
	await lists(page, await apiFinds(w, { body: {} }));
	expect(await page.getByRole("button", { name: "Delete" }).count()).toBe(0);
	expect(await page.getByRole("checkbox").count()).toBe(0);
});

test("a search is kept under a name, for oneself or for everybody", async () => {
	const w = await worldOfChats(60);
	await makeAgent(w, "Bo", { role: "supervisor" });
	const page = await openConsole(w);
	const keep = async (where: string, name: string, everybody: boolean) => {
		await visit(page, "/history", { where, sort: "duration" });
		await page.getByRole("button", { name: "Saved" }).click();
		await page.getByRole("menuitem", { name: "Save this search" }).click();
		const dialog = page.getByRole("dialog", { name: "Save this search" });
		await dialog.getByLabel("Name").fill(name);
		await dialog.getByLabel("For everybody").setChecked(everybody);
		await dialog.getByRole("button", { name: "Save" }).click();
		await dialog.waitFor({ state: "detached" });
	};
	await keep("requestedTime:is(last30days)", "Mine", false);
	await keep("duration:isMoreThan(100)", "Long ones", true);
	// What another client made is shown where it can be.
	const body = { logicalExpression: "1 or not 2", filters: [filter("id", "is", 1), filter("id", "is", 2)] };
	await w.api.post("livechat/savedSearches", { name: "By a program", search: body, sharedWith: "everybody" });
	await page.getByRole("button", { name: "Saved" }).click();
	await page.getByRole("menuitem", { name: "Mine" }).click();
	await page.waitForURL((url) => url.searchParams.get("where") === "requestedTime:is(last30days)");
	const other = await openConsole(w, "bo@example.com");
	await visit(other, "/history");
	await other.getByRole("button", { name: "Saved" }).click();
	await other.getByRole("menuitem", { name: "Long ones" }).waitFor();
	expect(await other.getByRole("menuitem", { name: "Mine" }).count()).toBe(0);
	await other.getByRole("menuitem", { name: "By a program" }).click();
	await other.waitForURL((url) => url.searchParams.get("where") === "or(id:is(1),nand(id:is(2)))");
	await page.getByRole("button", { name: "Saved" }).click();
	await page.getByRole("menuitem", { name: "Remove saved searches" }).click();
	await page.getByRole("button", { name: "Remove Long ones" }).click();
	await page.getByRole("dialog").getByText("Long ones").waitFor({ state: "detached" });
	const left = (await w.api.get("livechat/savedSearches")) as unknown as { name: string }[];
	expect(left.map((s) => s.name).toSorted()).toEqual(["By a program", "Mine"]);
});
