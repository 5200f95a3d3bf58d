// History and reports are accessible, and what visitors wrote stays text in them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openConsole } from "./harness/console.ts";
import { openIn, visit } from "./harness/history.ts";
import { payloads } from "./harness/payloads.ts";
import { demoChats } from "./harness/server.ts";
import { World } from "./harness/world.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Axe {
	run(of: Document, how: object): Promise<AxeResults>;
}

/** What axe-core finds, a line each. */
async function findings(page: Page): Promise<string[]> {
	const results = await page.evaluate(() =>
		(window as unknown as { axe: Axe }).axe.run(document, {
			runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		}),
	);
	return results.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
}

const words = {
	English: { filters: "Filters", columns: "Columns", remove: "Delete", ticket: "Attach to ticket" },
	العربية: { filters: "عوامل التصفية", columns: "الأعمدة", remove: "حذف", ticket: "إرفاق بتذكرة" },
} as const;

test.each([
	["Light", "English"],
	["Dark", "العربية"],
] as const)(
	"axe-core finds nothing in the history, %s in %s",
	{ timeout: 120_000 },
	async (theme, language) => {
		const w = await World.make([], { chats: demoChats(60) });
		const page = await openIn(w, { theme, language }, true);
		await page.evaluate(axe);
		const say = words[language];
		const found: Record<string, readonly string[]> = {};
		const look = async (what: string) => {
			found[what] = await findings(page);
		};
		await visit(page, "/history", {
			where: "and(keywords:is(the),or(duration:isMoreThan(1),preChatName:exists()))",
		});
		await page.locator("mark").first().waitFor();
		await look("list");
		await page.getByRole("button", { name: say.filters }).first().click();
		await page.locator(".builder .condition").first().waitFor();
		await look("builder");
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: say.columns }).click();
		await page.locator(".columnlist").waitFor();
		await look("columns");
		await page.locator(".columnlist input").first().press("Escape");
		await page.locator(".columnlist").waitFor({ state: "detached" });
		await page.getByRole("button", { name: say.remove, exact: true }).click();
		await page.getByRole("dialog").waitFor();
		await look("question");
		await page.keyboard.press("Escape");
		await page.getByRole("dialog").waitFor({ state: "detached" });
		await page.locator(".rowlink").first().click();
		await page.locator(".transcript .entry").first().waitFor();
		await look("record");
		await page.getByRole("button", { name: say.ticket }).click();
		await page.getByRole("dialog").waitFor();
		await look("ticket");
		await visit(page, "/reports", { where: "requestedTime:is(2026-03-01,2026-04-30)", by: "week" });
		await page.locator(".figures tbody a").first().waitFor();
		await look("figures");
		await visit(page, "/reports", { where: "all", by: "agent", about: "categories" });
		await page.locator(".figures thead th:nth-child(4)").waitFor();
		await look("categories");
		expect(Object.entries(found).filter(([, f]) => f.length > 0)).toEqual([]);
	},
);

/** Chats whose every text is a payload, as an import brings them. */
function hostileChats(): string {
	const made = demoChats(12).trimEnd().split("\n");
	let next = 0;
	const hostile = (key: string, value: unknown): unknown =>
		typeof value === "string" && !kept.test(key) && !/^(?:[0-9a-f]{8}-|\d{4}-\d\d-|\d\d:\d\d:)/.test(value)
			? payloads[next++ % payloads.length]
			: value;
	return made.map((line) => JSON.stringify(JSON.parse(line), hostile)).join("\n");
}

// What has to be one of a few words, or a number.
const kept =
	/^(?:status|source|chatType|lastMessageSentBy|formType|senderType|chatAction|conditionMetType|operator|type|ip|timeZone|language|attachment)$/;

test("what visitors wrote stays text in lists and records", { timeout: 120_000 }, async () => {
	const w = await World.make([], { chats: hostileChats() });
	const page = await openConsole(w);
	const ran: string[] = [];
	await page.exposeBinding("pwned", ({ frame }) => {
		ran.push(frame.url());
	});
	const { list } = (await w.api.post("livechat/chats:Search?pageSize=50", {})) as unknown as {
		list: { id: number; preChatName: string; messages: { message: string }[] }[];
	};
	expect(list.length).toBeGreaterThan(5);
	const every =
		"id,preChatName,preChatEmail,preChatPhone,preChatCompany,department,agents,campaign,skill,ratingComment,categories,comment,segments,requestingPageTitle,requestingPageURL";
	await visit(page, "/history", { where: "keywords:is(pwned)", columns: every });
	await page.locator("mark").first().waitFor();
	expect(await elements(page)).toEqual([]);
	for (const { id, messages } of list) {
		await visit(page, "/history", { chat: String(id) });
		await page.getByRole("heading", { name: `Chat ${id}`, exact: true }).waitFor();
		await page.getByRole("complementary", { name: "Details" }).waitFor();
		expect(
			await page.locator(".transcript .entrytext").evaluateAll((all) => all.map((e) => e.textContent)),
		).toEqual(messages.map((m) => m.message));
		expect(await elements(page)).toEqual([]);
	}
	expect(ran).toEqual([]);
});

/** What of a payload became an element, or an address that runs. */
function elements(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const bad = document.querySelectorAll(
			"script:not([src]), iframe, object, embed, base, meta[http-equiv], marquee, math, template, img:not(.logo), video, audio, [onerror], [onload], [onfocus], [onclick]",
		);
		const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter(
			(a) => a.origin !== location.origin,
		);
		return [...bad, ...links].map((e) => e.outerHTML);
	});
}
