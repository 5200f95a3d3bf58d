// Work's connections to the rest: tickets that chats are attached to, and segments of visitors.
import { expect, test } from "vitest";
import { goOnline, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

interface Ticket {
	readonly id: number;
	readonly subject: string;
}

test("a chat is attached to a ticket while it goes on and after it; the segments of its visitor are shown", async () => {
	const w = await World.make();
	await w.api.make("livechat/segments", {
		name: "Shoe buyers",
		conditionMetType: "all",
		conditions: [{ name: "requestingPageURL", operator: "contains", value: ["shoes"] }],
	});
	const page = await openConsole(w);
	await goOnline(page);
	const vi = new Talker(w, "Violet");
	await vi.visit();
	await vi.ask({ page: { title: "Winter shoes", url: `${w.shop.origin}/shoes` } });
	await page.getByRole("button", { name: "Accept" }).click();
	const details = page.getByRole("complementary");
	await details.getByText("Segments", { exact: true }).waitFor();
	await details.getByText("Shoe buyers", { exact: true }).waitFor();

	await page.getByRole("button", { name: "More" }).click();
	await page.getByRole("menuitem", { name: "Attach to ticket" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByText("The chat goes on: its transcript is attached when it ends").waitFor();
	await dialog.getByLabel("Subject").fill("Laces");
	await dialog.getByRole("button", { name: "Attach to ticket" }).click();
	await dialog.waitFor({ state: "detached" });
	const tickets = async () => (await w.api.get("livechat/tickets")) as unknown as readonly Ticket[];
	expect(await tickets()).toEqual([]);
	const guid = vi.chat;
	await page.getByRole("button", { name: "End chat" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
	const laces = await until("the ticket", async () => (await tickets()).find((t) => t.subject === "Laces"));
	await until("the chat to have it", async () =>
		(await w.api.record(guid))?.["preChatTicketId"] === laces.id ? true : undefined,
	);

	await page.getByRole("button", { name: "Attach to ticket" }).click();
	await dialog.getByLabel("Subject").fill("Soles");
	await dialog.getByRole("button", { name: "Attach to ticket" }).click();
	await dialog.waitFor({ state: "detached" });
	expect((await tickets()).map((t) => t.subject).sort()).toEqual(["Laces", "Soles"]);
});
