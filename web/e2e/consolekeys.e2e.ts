// The work of an agent by keyboard alone.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { goOnline, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

/** The name of what has the focus, as it is read out. */
function focused(page: Page): Promise<string> {
	return page.evaluate(() => {
		const e = document.activeElement as HTMLInputElement | null;
		return (e?.getAttribute("aria-label") ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? "").trim();
	});
}

async function focusIs(page: Page, name: string): Promise<void> {
	await until(`the focus on "${name}"`, async () => ((await focused(page)) === name ? true : undefined));
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
	for (let i = 0; i < 60; i++) {
		if ((await focused(page)) === name) {
			return;
		}
		await page.keyboard.press("Tab");
	}
	throw new Error(`"${name}" cannot be reached by Tab; the focus is on "${await focused(page)}"`);
}

test("chats are taken, answered, passed and wrapped up without a mouse", { timeout: 90_000 }, async () => {
	const w = await World.make();
	await w.api.make("livechat/wrapupCategories", {
		name: "Topic",
		isRequired: true,
		options: [{ name: "Boots" }],
	});
	const page = await openConsole(w);
	const { keyboard } = page;
	await tabTo(page, "Go online");
	await keyboard.press("Enter");
	const [vi, walt] = [new Talker(w, "Violet"), new Talker(w, "Walter")];
	await vi.ask();
	await page.getByRole("button", { name: "Accept" }).waitFor();
	await page.locator("body").focus();
	await keyboard.press("a");
	await page.getByRole("textbox", { name: "Message" }).waitFor();
	await keyboard.press("c");
	await focusIs(page, "Message");
	await keyboard.type("Hello Violet");
	await keyboard.press("Shift+Enter");
	await keyboard.type("How are you?");
	await keyboard.press("Enter");
	await vi.hears("Hello Violet\nHow are you?");

	// Another one comes while this one is written to.
	await walt.ask();
	await page.getByRole("button", { name: "Accept" }).waitFor();
	await keyboard.press("Escape");
	await focusIs(page, "Conversation");
	await keyboard.press("a");
	await page.getByRole("region", { name: "Chat with Walter" }).waitFor();
	await vi.say("Well, and you?");
	await page.getByText("1 new message").waitFor({ state: "attached" });
	await keyboard.press("n");
	await page.getByRole("region", { name: "Chat with Violet" }).waitFor();
	await keyboard.press("o");
	await focusIs(page, "Note");
	await keyboard.type("Friendly.");
	await keyboard.press("Enter");
	await page.getByRole("log").getByText("Friendly.").waitFor();
	await keyboard.press("Alt+ArrowDown");
	await page.getByRole("region", { name: "Chat with Walter" }).waitFor();
	await keyboard.press("k");
	await page.getByRole("region", { name: "Chat with Violet" }).waitFor();

	// The end, and the wrap-up.
	await keyboard.press("e");
	await page.getByRole("dialog", { name: "End the chat?" }).waitFor();
	await focusIs(page, "End chat");
	await keyboard.press("Enter");
	await page.getByText("Its wrap-up is still missing.").waitFor();
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await keyboard.press("p");
	await focusIs(page, "Boots");
	await keyboard.press("Space");
	await tabTo(page, "Save");
	await keyboard.press("Enter");
	await page.getByText("Saved", { exact: true }).waitFor();
	await keyboard.press("z");
	await page.getByText("Choose a chat.").waitFor();
	await keyboard.press("g");
	await keyboard.press("v");
	await page.getByRole("heading", { name: /Visitors on the site/ }).waitFor();
	const record = JSON.stringify(await until("the record", () => w.api.record(vi.chat)));
	expect(record).toContain("Friendly.");
	expect(record).toContain('"name":"Boots"');
});

test("a visitor on the site is found, invited, and the chat comes to who invited", async () => {
	const w = await World.make();
	const page = await openConsole(w);
	await goOnline(page);
	const v = new Talker(w, "Violet");
	await v.visit({ page: { title: "Winter boots", url: `${w.shop.origin}/boots` } });
	await page.keyboard.press("g");
	await page.keyboard.press("v");
	await page.keyboard.press("/");
	await page.keyboard.type("winter boots");
	await page.getByRole("row").nth(1).getByText("/boots").waitFor();
	await page.getByRole("button", { name: "Invite" }).click();
	await page.getByRole("textbox", { name: "What the visitor reads" }).fill("May I help?");
	await page.getByRole("button", { name: "Send the invitation" }).click();
	await page.getByText("Invited", { exact: true }).waitFor();
	const invitation = await v.invitation();
	expect(invitation.message).toBe("May I help?");
	await v.ask({ invitation: invitation.id });
	await page.keyboard.press("g");
	await page.keyboard.press("w");
	await page.getByRole("button", { name: "Accept" }).click();
	await page.getByRole("region", { name: "Chat with Violet" }).waitFor();
});

test("Escape closes what is open and not the chat behind it, before the focus is there too", async () => {
	const w = await World.make();
	const page = await openConsole(w);
	await goOnline(page);
	const v = new Talker(w, "Violet");
	await v.ask();
	await page.getByRole("button", { name: "Accept" }).click();
	const chat = page.getByRole("region", { name: "Chat with Violet" });
	await chat.getByRole("log").press("t");
	const dialog = page.getByRole("dialog", { name: "Transfer" });
	await dialog.waitFor();
	await leaveFocus(page);
	await page.keyboard.press("Escape");
	await dialog.waitFor({ state: "detached" });
	expect(await chat.isVisible()).toBe(true);
	await page.getByRole("button", { name: "More" }).click();
	await page.getByRole("menu").waitFor();
	await page.keyboard.press("Escape");
	await page.getByRole("menu").waitFor({ state: "detached" });
	expect(await chat.isVisible()).toBe(true);
	await chat.getByRole("log").press("Escape"); // with nothing open it is the way back
	await chat.waitFor({ state: "detached" });
});

/** Has nothing of the page have the focus, as it is until a dialog has taken it. */
async function leaveFocus(page: Page): Promise<void> {
	await page.evaluate(() => {
		if (document.activeElement instanceof HTMLElement) {
			document.activeElement.blur();
		}
	});
}
