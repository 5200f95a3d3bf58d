// The console's history: what it lists is what the API answers.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openConsole } from "./harness/console.ts";
import { type Asked, apiFinds, filter, lists, visit, worldOfChats } from "./harness/history.ts";
import { until } from "./harness/wait.ts";
import type { World } from "./harness/world.ts";

/** The id of what has a name. */
async function idOf(w: World, collection: string, name: string): Promise<string> {
	const all = (await w.api.get(collection)) as unknown as {
		id: string;
		name?: string;
		displayName?: string;
	}[];
	return all.find((one) => (one.name ?? one.displayName) === name)?.id ?? `no ${name} in ${collection}`;
}

/** The id of a form's field or a custom variable, from a chat that has it. */
async function variable(w: World, name: string): Promise<string> {
	const page = await w.api.post("livechat/chats:Search?pageSize=500", { fields: ["chatFieldResults"] });
	const chats = page["list"] as { chatFieldResults: { fieldName: string; fieldId: string }[] }[];
	return chats.flatMap((c) => c.chatFieldResults).find((r) => r.fieldName === name)?.fieldId ?? `no ${name}`;
}

const noGuid = "00000000-0000-0000-0000-000000000000";

/** Addresses, and by whose hand the same is asked of the API. */
async function searches(w: World): Promise<readonly (readonly [Record<string, string>, Asked])[]> {
	const sales = await idOf(w, "global/departments", "Sales");
	const maya = await idOf(w, "global/agents", "Maya Lindqvist");
	const plan = await variable(w, "Plan");
	const cause = await variable(w, "Root cause");
	const newsletter = await idOf(w, "livechat/segments", "From a newsletter");
	const one = (where: string, ...filters: object[]): readonly [Record<string, string>, Asked] => [
		{ where },
		{ body: { filters } },
	];
	const spring = ["2025-03-01T00:00:00.000Z", "2025-05-31T23:59:59.9999999Z"];
	return [
		[{}, { body: {} }],
		one("keywords:is(refund)", filter("keywords", "is", "refund")),
		one('keywords:is("gift card")', filter("keywords", "is", '"gift card"')),
		one("keywords:is(order -refund)", filter("keywords", "is", "order -refund")),
		one("keywords:is(deliv*)", filter("keywords", "is", "deliv*")),
		one("messages:contains(password)", filter("messages", "contains", "password")),
		one(
			"preChatEmail:regularExpression(^[a-m].*[0-9]@~(mail|post~))",
			filter("preChatEmail", "regularExpression", "^[a-m].*[0-9]@(mail|post)"),
		),
		one("preChatName:contains(ÉS,Müller)", filter("preChatName", "contains", "ÉS", "Müller")),
		one("duration:isMoreThan(900)", filter("duration", "isMoreThan", 900)),
		[
			{ where: "duration:isNotMoreThan(90)", sort: "duration" },
			{
				body: { filters: [filter("duration", "isNotMoreThan", 90)] },
				sort: { by: "duration", order: "asc" },
			},
		],
		[
			{ where: "isQueued:is(true)", sort: "-waitingTime" },
			{ body: { filters: [filter("isQueued", "is", true)] }, sort: { by: "waitingTime", order: "desc" } },
		],
		[
			{ where: "source:isNot(chatButton)", sort: "preChatName" },
			{
				body: { filters: [filter("source", "isNot", "chatButton")] },
				sort: { by: "preChatName", order: "asc" },
			},
		],
		one(`requestedTime:is(${spring})`, filter("requestedTime", "is", ...spring)),
		one(
			"requestedTime:isLessThan(2024-09-01T00:00:00Z)",
			filter("requestedTime", "isLessThan", "2024-09-01T00:00:00Z"),
		),
		one("requestedTime:is(,2024-08-15)", filter("requestedTime", "is", "", "2024-08-15")),
		one(`departmentId:is(${sales})`, filter("departmentId", "is", sales)),
		one(`departmentId:is(${noGuid},${sales})`, filter("departmentId", "is", noGuid, sales)),
		one(`agent:isNot(${maya})`, filter("agent", "isNot", maya)),
		one("agent:notExists()", filter("agent", "notExists")),
		one("campaignId:contains(shop)", filter("campaignId", "contains", "shop")),
		one("postChatSurvey.ratingGrade:is(1,2)", filter("postChatSurvey.ratingGrade", "is", 1, 2)),
		one(
			"postChatSurvey.ratingGrade:isNotLessThan(4)",
			filter("postChatSurvey.ratingGrade", "isNotLessThan", 4),
		),
		one("transferred:is(true)", filter("transferred", "is", true)),
		one("chatWrapup.comment:exists()", filter("chatWrapup.comment", "exists")),
		one(`segmentId:is(${newsletter})`, filter("segmentId", "is", newsletter)),
		one(
			`customVariable[${plan}]:is(club)`,
			filter("customVariable", "is", { fieldId: plan, value: ["club"] }),
		),
		one(
			`wrapupFormField[${cause}]:isNot(Website)`,
			filter("wrapupFormField", "isNot", { fieldId: cause, value: ["Website"] }),
		),
		one("preChatFormField:contains(AF-5)", filter("preChatFormField", "contains", "AF-5")),
		[
			{ where: "or(postChatSurvey.ratingGrade:is(1),duration:isMoreThan(1200))" },
			{
				body: {
					conditionMetType: "any",
					filters: [filter("postChatSurvey.ratingGrade", "is", 1), filter("duration", "isMoreThan", 1200)],
				},
			},
		],
		[
			{
				where: `and(requestedTime:is(2025-01-01,2025-12-31),or(agent:is(${maya}),departmentId:is(${sales})),nand(keywords:is(order),transferred:is(false)))`,
			},
			{
				body: {
					logicalExpression: "1 and (2 or 3) and not (4 and 5)",
					filters: [
						filter("requestedTime", "is", "2025-01-01", "2025-12-31"),
						filter("agent", "is", maya),
						filter("departmentId", "is", sales),
						filter("keywords", "is", "order"),
						filter("transferred", "is", false),
					],
				},
			},
		],
		[
			{ where: `nor(departmentId:is(${sales}),postChatSurvey.ratingGrade:notExists())` },
			{
				body: {
					logicalExpression: "not (1 or 2)",
					filters: [filter("departmentId", "is", sales), filter("postChatSurvey.ratingGrade", "notExists")],
				},
			},
		],
		[{ of: "missed" }, { givenUp: true, body: {} }],
		[
			{ of: "missed", where: "status:is(refused)", sort: "waitingTime" },
			{
				givenUp: true,
				body: { filters: [filter("status", "is", "refused")] },
				sort: { by: "waitingTime", order: "asc" },
			},
		],
	];
}

test("thirty searches list exactly what the API answers", { timeout: 120_000 }, async () => {
	const w = await worldOfChats();
	const page = await openConsole(w);
	const all = await searches(w);
	expect(all.length).toBeGreaterThanOrEqual(30);
	const totals: number[] = [];
	for (const [address, asked] of all) {
		const wanted = await apiFinds(w, asked);
		totals.push(wanted.length);
		await visit(page, "/history", address);
		await lists(page, wanted);
	}
	// They tell searches apart: each finds something, and hardly two the same.
	expect(totals.filter((n) => n === 0)).toEqual([]);
	expect(new Set(totals).size).toBeGreaterThan(20);
});

test("a long list is whole to its end", async () => {
	const w = await worldOfChats(260);
	const page = await openConsole(w);
	await visit(page, "/history");
	const wanted = await apiFinds(w, { body: {} });
	expect(wanted.length).toBeGreaterThan(200); // more than two pages
	await lists(page, wanted, wanted.length);
});

/** The name of what has the focus. */
function focused(page: Page): Promise<string> {
	return page.evaluate(() => {
		const e = document.activeElement;
		return (e?.getAttribute("aria-label") ?? e?.textContent ?? "").trim();
	});
}

async function tabTo(page: Page, name: string): Promise<void> {
	for (let i = 0; i < 40; i++) {
		await page.keyboard.press("Tab");
		if ((await focused(page)) === name) {
			return;
		}
	}
	throw new Error(`"${name}" cannot be reached by Tab; the focus is on "${await focused(page)}"`);
}

test("a filter with groups is built by keyboard alone", async () => {
	const w = await worldOfChats(200);
	const page = await openConsole(w);
	const { keyboard } = page;
	await visit(page, "/history");
	await page.getByRole("button", { name: "Filters" }).focus();
	await keyboard.press("Enter");
	await tabTo(page, "Field");
	await keyboard.type("Duration");
	await tabTo(page, "Operator");
	await keyboard.type("is more");
	await tabTo(page, "Value in seconds");
	await keyboard.type("240");
	await tabTo(page, "Group");
	await keyboard.press("Enter");
	await until("the focus in the new group", async () =>
		(await focused(page)) === "How the conditions are joined" ? true : undefined,
	);
	await tabTo(page, "Field");
	await keyboard.type("Rating");
	await tabTo(page, "Value");
	await keyboard.type("5");
	await tabTo(page, "Condition");
	await keyboard.press("Enter");
	await until("the focus in the new condition", async () =>
		(await focused(page)) === "Field" ? true : undefined,
	);
	await keyboard.type("Transferred");
	await tabTo(page, "Value");
	await keyboard.type("Yes");
	await tabTo(page, "Search");
	await keyboard.press("Enter");
	const where = "and(duration:isMoreThan(240),or(postChatSurvey.ratingGrade:is(5),transferred:is(true)))";
	await page.waitForURL((url) => url.searchParams.get("where") === where);
	const wanted = await apiFinds(w, {
		body: {
			logicalExpression: "1 and (2 or 3)",
			filters: [
				filter("duration", "isMoreThan", 240),
				filter("postChatSurvey.ratingGrade", "is", 5),
				filter("transferred", "is", true),
			],
		},
	});
	await lists(page, wanted);
});

test("counts narrow a list by a click, headings sort it, and an address that is none says so", async () => {
	const w = await worldOfChats(200);
	const page = await openConsole(w);
	await visit(page, "/history");
	const sales = await idOf(w, "global/departments", "Sales");
	const facet = page
		.getByRole("complementary", { name: "Narrow by" })
		.getByRole("button", { name: /^Sales/ });
	await facet.click();
	const asked = { body: { filters: [filter("departmentId", "is", sales)] } };
	const wanted = await apiFinds(w, asked);
	await lists(page, wanted);
	await page.locator(".facets button[aria-pressed=true]", { hasText: String(wanted.length) }).waitFor();
	await page.getByRole("columnheader", { name: "Duration" }).getByRole("button").click();
	await page.locator("[role=columnheader][aria-sort=descending]", { hasText: "Duration" }).waitFor();
	await lists(page, await apiFinds(w, { ...asked, sort: { by: "duration", order: "desc" } }));
	await page.getByRole("searchbox", { name: "Words in chats" }).fill("order");
	await page.keyboard.press("Enter");
	await lists(
		page,
		await apiFinds(w, {
			body: { filters: [...asked.body.filters, filter("keywords", "is", "order")] },
			sort: { by: "duration", order: "desc" },
		}),
	);
	expect((await page.locator("mark").first().textContent())?.toLowerCase()).toContain("order");
	await visit(page, "/history", { where: "color:is(red)" });
	await page.getByText("This address is not a search").waitFor();
});
