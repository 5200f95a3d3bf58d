// Canned messages in the console by keyboard alone, and the way to a visitor's earlier chats.
import { expect, test } from "vitest";
import { goOnline, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

test("canned messages are sent by keyboard alone, and earlier chats are opened", {
	timeout: 90_000,
}, async () => {
	const w = await World.make();
	const make = (shortcut: string, text: string, category: string) =>
		w.api.make("livechat/cannedMessages", { shortcut, text, category, sharedWith: "everybody" });
	await make("refund", "Your refund takes two days.", "Billing");
	await make("norefund", "We cannot pay that out: /hello", "Billing");
	await make("hello", "Hello! How may I help?", "Greetings");
	const page = await openConsole(w);
	const { keyboard } = page;
	await goOnline(page);
	const v = new Talker(w, "Violet");
	await v.ask();
	await page.getByRole("button", { name: "Accept" }).waitFor();
	await keyboard.press("a");
	const field = page.getByRole("textbox", { name: "Message" });
	await field.waitFor();

	// A slash filters, arrows choose, Enter inserts, and another one sends.
	await keyboard.press("c");
	await keyboard.type("Well, /ref");
	const chosen = page.getByRole("option", { selected: true });
	await chosen.getByText("/refund", { exact: true }).waitFor();
	expect(await page.getByRole("option").count()).toBe(2);
	await page.getByRole("group", { name: "Billing" }).waitFor();
	expect(await field.getAttribute("aria-activedescendant")).toBe(await chosen.getAttribute("id"));
	await keyboard.press("ArrowDown");
	await chosen.getByText("/norefund", { exact: true }).waitFor();
	await keyboard.press("ArrowUp");
	await chosen.getByText("/refund", { exact: true }).waitFor();
	await keyboard.press("Enter");
	await page.getByRole("listbox").waitFor({ state: "detached" });
	expect(await field.inputValue()).toBe("Well, Your refund takes two days.");
	await keyboard.type(" Bye!");
	await keyboard.press("Enter");
	await v.hears("Well, Your refund takes two days. Bye!");

	// A slash within a canned message asks for no other one.
	await keyboard.type("/noref");
	await chosen.getByText("/norefund", { exact: true }).waitFor();
	await keyboard.press("Enter");
	await page.getByRole("listbox").waitFor({ state: "detached" });
	await keyboard.press("Enter");
	await v.hears("We cannot pay that out: /hello");

	// Escape leaves what was typed as it is; what no message fits is sent.
	await keyboard.type("/hel");
	await chosen.getByText("/hello", { exact: true }).waitFor();
	await keyboard.press("Escape");
	await page.getByRole("listbox").waitFor({ state: "detached" });
	await keyboard.press("Enter");
	await v.hears("/hel");
	await keyboard.type("/nothing-like-it");
	await keyboard.press("Enter");
	await v.hears("/nothing-like-it");

	// The button has the same list, with a field to search it.
	await page.getByRole("button", { name: "Canned messages" }).focus();
	await keyboard.press("Enter");
	const search = page.getByRole("combobox", { name: "Find a canned message" });
	await until("the field to have the focus", async () =>
		(await search.evaluate((e) => e === document.activeElement)) ? true : undefined,
	);
	await keyboard.type("help how");
	await chosen.getByText("/hello", { exact: true }).waitFor();
	await keyboard.press("Tab");
	expect(await field.inputValue()).toBe("Hello! How may I help?");
	await search.waitFor({ state: "detached" });
	await keyboard.press("Enter");
	await v.hears("Hello! How may I help?");

	await keyboard.press("Escape");
	await keyboard.press("e");
	await page.getByRole("dialog", { name: "End the chat?" }).waitFor();
	await keyboard.press("Enter");
	const record = await until("the record", () => w.api.record(v.chat));
	const said = JSON.stringify(record);
	expect(said).toContain("Well, Your refund takes two days. Bye!");
	expect(said).toContain("Hello! How may I help?");

	// The visitor comes back: the chat of before is a click away.
	await v.ask();
	await page.getByRole("button", { name: "Accept" }).click();
	await page.getByRole("heading", { name: "1 earlier chat" }).waitFor();
	await page.locator(".earlier").getByRole("link").click();
	await page.getByRole("heading", { name: `Chat ${record["id"]}` }).waitFor();
	await page.getByText("Well, Your refund takes two days. Bye!").waitFor();
});
