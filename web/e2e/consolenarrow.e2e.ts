// The console on tablets and phones: everything is in reach, and nothing lies over anything else.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openConsole } from "./harness/console.ts";
import { demoChats } from "./harness/server.ts";
import { Talker } from "./harness/talker.ts";
import { World } from "./harness/world.ts";

/** Controls that cannot be reached, a line each: beside the page, or under something else. */
function unreachable(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const found: string[] = [];
		const { clientWidth } = document.documentElement;
		if (document.documentElement.scrollWidth > clientWidth) {
			found.push(`the page is ${document.documentElement.scrollWidth} pixels wide`);
		}
		const scrolls = (e: Element): boolean => {
			for (let p = e.parentElement; p !== null; p = p.parentElement) {
				const { overflowX, overflowY } = getComputedStyle(p);
				const wide = p.scrollWidth > p.clientWidth && /auto|scroll/.test(overflowX);
				const high = p.scrollHeight > p.clientHeight && /auto|scroll/.test(overflowY);
				if (wide || high) {
					return true;
				}
			}
			return false;
		};
		for (const e of document.querySelectorAll("a[href], button, input, select, textarea")) {
			const box = e.getBoundingClientRect();
			const isThere = box.width > 1 && box.height > 1 && getComputedStyle(e).visibility === "visible";
			if (!isThere || scrolls(e) || e.closest(".skip, .unseen") !== null) {
				continue;
			}
			const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
			const top = document.elementFromPoint(x, y);
			const over = top === null || !(e.contains(top) || top.contains(e) || top.closest("label") !== null);
			if (box.left < 0 || box.right > clientWidth || over) {
				found.push(
					`${e.outerHTML.slice(0, 120)} at ${Math.round(box.left)}-${Math.round(box.right)}, ${Math.round(y)}`,
				);
			}
		}
		return found;
	});
}

for (const [width, height] of [
	[768, 1024],
	[390, 844],
] as const) {
	test(`at ${width} pixels everything is in reach`, { timeout: 120_000 }, async () => {
		const w = await World.make([], { chats: demoChats(60) });
		const page = await openConsole(w, undefined, { viewport: { width, height } });
		const found: string[] = [];
		const look = async (where: string) => {
			if (process.env["SHOTS"] !== undefined) {
				await page.screenshot({ path: `${process.env["SHOTS"]}/${width}-${where}.png` });
			}
			found.push(...(await unreachable(page)).map((f) => `${where}: ${f}`));
		};
		await page.getByRole("button", { name: /^Your status/ }).click();
		await page.getByRole("menuitemradio", { name: "Online" }).click();
		await page.getByRole("menu").waitFor({ state: "detached" });
		const vi = new Talker(w, "Violet with a rather long name");
		await vi.visit();
		await vi.ask({ email: "violet@example.com" });
		await page.getByRole("button", { name: "Accept" }).waitFor();
		await look("offer");
		await page.getByRole("button", { name: "Accept" }).click();
		await vi.say("Is it open?");
		const chat = page.getByRole("region", { name: /^Chat with Violet/ });
		await chat.waitFor();
		const lists = page.getByRole("region", { name: "Chats" });
		expect(await lists.isVisible()).toBe(width > 760);
		await page.getByRole("log").getByText("Is it open?").waitFor();
		if (await page.getByRole("complementary").isVisible()) {
			await look("details");
			await page.getByRole("button", { name: "Details" }).click();
		}
		await look("chat");
		if (width <= 760) {
			await chat.getByRole("button", { name: "Back to the lists" }).click();
			await lists.waitFor();
			expect(await chat.count()).toBe(0);
			await look("list");
		}
		for (const [area, there] of [
			["Visitors", page.getByRole("row").nth(1)],
			["History", page.locator(".rowlink").first()],
			["Reports", page.getByRole("table").first()],
			["Settings", page.locator(".settings").first()],
		] as const) {
			await page.getByRole("link", { name: area, exact: true }).click();
			await there.waitFor();
			await look(area);
		}
		await page.getByRole("link", { name: "History", exact: true }).click();
		await page.locator(".rowlink").first().click();
		await page.locator(".transcript").waitFor();
		await look("record");
		expect(found).toEqual([]);
	});
}

test("the tools of the history stand in one row on a wide screen, also with a search", async () => {
	const w = await World.make([], { chats: demoChats(20) });
	const page = await openConsole(w, undefined, { viewport: { width: 1600, height: 900 } });
	await page.goto(`${w.server.address}/console/history?where=and(keywords:is(order))`);
	const first = page.getByRole("button", { name: "Chats", exact: true });
	const last = page.getByRole("button", { name: "Delete" });
	await first.waitFor();
	await last.waitFor();
	const middle = async (l: typeof last) => {
		const box = await l.boundingBox();
		return (box?.y ?? 0) + (box?.height ?? 0) / 2;
	};
	expect(Math.abs((await middle(last)) - (await middle(first)))).toBeLessThan(10);
});
