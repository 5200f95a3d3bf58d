// Work's connections to the rest: tickets that chats are attached to, and segments of visitors.
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { goOnline, makeAgent, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

interface Ticket {
	readonly id: number;
	readonly subject: string;
	readonly messages?: readonly { readonly text: string }[];
}

async function tickets(w: World): Promise<readonly Ticket[]> {
	return (await w.api.get("livechat/tickets")) as unknown as readonly Ticket[];
}

/** Waits until a chat is attached to a ticket of this subject; gives the ticket. */
function attached(w: World, chat: string, subject: string): Promise<Ticket> {
	return until(`the chat in the ticket ${subject}`, async () => {
		const ticket = (await tickets(w)).find((t) => t.subject === subject);
		const record = await w.api.record(chat);
		return ticket !== undefined && record?.["preChatTicketId"] === ticket.id ? ticket : undefined;
	});
}

/** An agent's console with a chat that was accepted. */
async function inChat(w: World, visitor: Talker): Promise<Page> {
	const page = await openConsole(w);
	await goOnline(page);
	await visitor.visit();
	await visitor.ask({ page: { title: "Winter shoes", url: `${w.shop.origin}/shoes` } });
	await page.getByRole("button", { name: "Accept" }).click();
	return page;
}

/** Opens the dialog of a chat that goes on. */
async function ticketDialog(page: Page): Promise<Locator> {
	await page.getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "Attach to ticket" }).click();
	return page.getByRole("dialog");
}

/** Names a new ticket in the dialog. */
async function nameNew(dialog: Locator, subject: string): Promise<void> {
	await dialog.getByLabel("Subject").fill(subject);
	await dialog.getByRole("button", { name: "Attach to ticket" }).click();
	await dialog.waitFor({ state: "detached" });
}

const toNew = "When the chat ends it is attached to a new ticket: ";

test("the segments of a chat's visitor are shown", async () => {
	const w = await World.make();
	await w.api.make("livechat/segments", {
		name: "Shoe buyers",
		conditionMetType: "all",
		conditions: [{ name: "requestingPageURL", operator: "contains", value: ["shoes"] }],
	});
	const page = await inChat(w, new Talker(w, "Violet"));
	const details = page.getByRole("complementary");
	await details.getByText("Segments", { exact: true }).waitFor();
	await details.getByText("Shoe buyers", { exact: true }).waitFor();
});

test("a chat is attached to what was chosen while it went on, though the page was closed", async () => {
	const w = await World.make();
	const vi = new Talker(w, "Violet");
	const page = await inChat(w, vi);
	const dialog = await ticketDialog(page);
	const lead = dialog.getByText("The chat goes on: its transcript is attached when it ends.", {
		exact: true,
	});
	await lead.waitFor();
	await nameNew(dialog, "Laces");
	await page.getByRole("status").getByText(`${toNew}Laces`).waitFor();
	expect(await tickets(w)).toEqual([]);
	const guid = vi.chat;
	await page.close();
	await vi.do("end", { chat: guid });
	await attached(w, guid, "Laces");
});

test("agents in a chat see what it is attached to at its end, and take it back; after the end it is attached at once", async () => {
	const w = await World.make();
	const vi = new Talker(w, "Violet");
	const page = await inChat(w, vi);
	const guid = vi.chat;
	const bob = await w.agent(await w.api.keyFor(await makeAgent(w, "Bob", { role: "supervisor" })));
	await bob.do("join", { chat: guid });
	await nameNew(await ticketDialog(page), "Laces");
	const chosen = page.getByRole("status").getByText(toNew);
	await chosen.waitFor();
	await bob.do("dropTicket", { chat: guid });
	await chosen.waitFor({ state: "detached" });

	await bob.do("chooseTicket", { chat: guid, subject: "Heels" });
	await page.getByRole("status").getByText(`${toNew}Heels`).waitFor();
	await page.getByRole("button", { name: "Take back" }).focus();
	await page.keyboard.press("Enter");
	await chosen.waitFor({ state: "detached" });

	await nameNew(await ticketDialog(page), "Laces");
	await chosen.waitFor();
	await bob.do("end", { chat: guid });
	const laces = await attached(w, guid, "Laces");
	await page.getByRole("status").getByText(`Attached to ticket #${laces.id}`).waitFor();
	expect((await tickets(w)).map((t) => t.subject)).toEqual(["Laces"]);

	await page.getByRole("button", { name: "Attach to ticket" }).click();
	await nameNew(page.getByRole("dialog"), "Soles");
	expect((await tickets(w)).map((t) => t.subject).sort()).toEqual(["Laces", "Soles"]);
});

test("a chat whose ticket was deleted meanwhile says so", async () => {
	const w = await World.make();
	const boots = await w.api.make("livechat/tickets", { subject: "Boots" });
	const vi = new Talker(w, "Violet");
	const page = await inChat(w, vi);
	const dialog = await ticketDialog(page);
	await dialog.getByLabel("Ticket").selectOption({ label: `#${boots} Boots` });
	await dialog.getByRole("button", { name: "Attach to ticket" }).click();
	await page.getByRole("status").getByText(`When the chat ends it is attached to ticket #${boots}`).waitFor();
	await w.api.remove(`livechat/tickets/${boots}`);
	await vi.do("end", { chat: vi.chat });
	await page.getByText("The ticket that the chat was to be attached to was deleted").waitFor();
	await page.getByRole("button", { name: "Attach to ticket" }).waitFor();
});
