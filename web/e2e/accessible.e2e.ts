// A whole conversation by keyboard alone, and what a screen reader is told of it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { campaign, nameAndEmail } from "./harness/campaign.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

/** The name of what has the focus in the widget, as it is read out. */
async function focused(page: Page): Promise<string> {
	const frame = page.frames().find((f) => f.url().includes("/widget/"));
	return (
		(await frame?.evaluate(() => {
			const e = document.activeElement;
			const label = e?.getAttribute("aria-label") ?? (e as HTMLInputElement | null)?.labels?.[0]?.textContent;
			return (label ?? e?.textContent ?? "").trim();
		})) ?? ""
	);
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
	for (let i = 0; i < 25; i++) {
		if ((await focused(page)) === name) {
			return;
		}
		await page.keyboard.press("Tab");
	}
	throw new Error(`"${name}" cannot be reached by Tab; the focus is on "${await focused(page)}"`);
}

async function focusIs(page: Page, name: string): Promise<void> {
	await until(`the focus on "${name}"`, async () => ((await focused(page)) === name ? true : undefined));
}

test("a whole conversation needs nothing but a keyboard", async () => {
	const w = await World.make();
	await campaign(w, { preChat: nameAndEmail });
	const ada = await w.agent();
	const v = new Widget(await w.visitor());
	const { page } = v;
	const { keyboard } = page;
	await page.goto(w.shop.origin);
	await v.button.focus();
	await keyboard.press("Enter");
	await v.frame.getByRole("heading", { name: "Hello! How can we help?" }).waitFor();
	await focusIs(page, "Hello! How can we help?");
	await tabTo(page, "Name");
	await keyboard.type("Vi");
	await keyboard.press("Enter"); // the address is missing: it gets the focus
	await v.frame.getByText("Please check 1 field.").waitFor();
	await focusIs(page, "Email");
	await keyboard.type("vi@example.com");
	await keyboard.press("Enter");
	const chat = await ada.accept();
	await focusIs(page, "Your message");
	await keyboard.type("one");
	await keyboard.press("Shift+Enter");
	await keyboard.type("two");
	await keyboard.press("Enter");
	await ada.hears(chat, "one\ntwo");
	await tabTo(page, "Emoji");
	await keyboard.press("Enter");
	await v.frame.getByRole("toolbar", { name: "Emoji" }).waitFor();
	await focusIs(page, "😀");
	await keyboard.press("ArrowRight");
	await keyboard.press("ArrowDown");
	await keyboard.press("Escape");
	await focusIs(page, "Emoji");
	await keyboard.press("Enter");
	await focusIs(page, "😀");
	await keyboard.press("Enter");
	await focusIs(page, "Your message");
	await keyboard.press("Enter");
	await ada.hears(chat, "😀");
	await keyboard.press("Escape");
	await v.page.locator("parley-chat iframe").waitFor({ state: "hidden" });
	await keyboard.press("Enter"); // the button has the focus again
	await focusIs(page, "Your message");
	await tabTo(page, "Options");
	await keyboard.press("Enter");
	await focusIs(page, "Sound for new messages");
	await keyboard.press("End");
	await focusIs(page, "End chat");
	await keyboard.press("Enter");
	await v.frame.getByRole("dialog").waitFor();
	await keyboard.press("Escape");
	await v.frame.getByRole("dialog").waitFor({ state: "detached" });
	await focusIs(page, "Options");
	await keyboard.press("Enter");
	await focusIs(page, "Sound for new messages");
	await keyboard.press("End");
	await focusIs(page, "End chat");
	await keyboard.press("Enter");
	await v.frame.getByRole("dialog").waitFor();
	await tabTo(page, "End chat");
	await keyboard.press("Enter");
	await v.frame.getByRole("button", { name: "Give feedback" }).waitFor();
	await tabTo(page, "Give feedback");
	await keyboard.press("Enter");
	await focusIs(page, "How did we do?");
	await tabTo(page, "0 stars");
	for (let i = 0; i < 4; i++) {
		await keyboard.press("ArrowRight");
	}
	await tabTo(page, "Send feedback");
	await keyboard.press("Enter");
	await focusIs(page, "Thank you!");
	const record = JSON.stringify(await until("the record", () => w.api.record(chat)));
	expect(record).toContain('"ratingGrade":4');
});

test("each new message is read out once, and what was there before is not", async () => {
	const w = await World.make();
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	const announced = v.frame.locator("#announcer p");
	await v.listens(ada, chat);
	await ada.do("post", { chat, text: "Hello Vi." });
	await v.hears("Hello Vi.");
	expect(await announced.filter({ hasText: "Hello Vi." }).count()).toBe(1);
	await v.say("Hello Ada.");
	await v.settled();
	expect(await announced.filter({ hasText: "Hello Ada." }).count()).toBe(0);
	expect(await v.log.getAttribute("aria-live")).toBe("off");
	await v.page.reload();
	await v.hears("Hello Vi.");
	expect(await announced.count()).toBe(0);
});

test("without WebSockets a chat goes over requests and a stream", async () => {
	const w = await World.make();
	const ada = await w.agent();
	const page = await w.visitor();
	await page.context().routeWebSocket(/\/live$/, (socket) => socket.close());
	const v = new Widget(page);
	await page.goto(w.shop.origin);
	await v.button.click();
	await v.frame.getByRole("main").waitFor();
	await v.start();
	const chat = await ada.accept();
	await v.say("By another way");
	await ada.hears(chat, "By another way");
	await ada.do("post", { chat, text: "I hear you" });
	await v.hears("I hear you");
	await v.settled();
	expect(w.asked().some((a) => a.startsWith("/live/stream"))).toBe(true);
});
