// The console's history: what it lists is what the API answers, and what it does is done.
import { buffer } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { makeAgent, openConsole } from "./harness/console.ts";
import { type Asked, apiFinds, lists, visit } from "./harness/history.ts";
import { demoChats } from "./harness/server.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

/** A site with some two years of chats. */
function worldOfChats(count = 400): Promise<World> {
	return World.make([], { chats: demoChats(count) });
}

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

const filter = (name: string, operator: string, ...value: unknown[]) => ({ name, operator, value });
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
