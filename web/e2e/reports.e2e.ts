// Reports: each number is the total of the search that it leads to.
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { queryAt, readWhere } from "../console/history/model/address.ts";
import { conditions } from "../console/history/model/ask.ts";
import type { Query } from "../console/history/model/query.ts";
import { type Dimension, dimensions } from "../console/reports/model/dimension.ts";
import {
	type Answer,
	type Asked,
	type Cell,
	type Questions,
	questionsOf,
	type Report,
	type Subject,
	subjects,
	tableOf,
} from "../console/reports/model/report.ts";
import { openConsole } from "./harness/console.ts";
import { apiFinds, lists, visit } from "./harness/history.ts";
import { demoChats } from "./harness/server.ts";
import { World } from "./harness/world.ts";

// Over a change of the clocks, and not from or to midnight in the zone.
const clock = { now: Date.parse("2026-04-15T12:00:00Z"), zone: "Europe/Berlin" };
const month = "requestedTime:is(2026-03-14T09:30:00Z,2026-04-13T09:29:59.9999999Z)";
const year = "requestedTime:is(2025-05-01,2026-04-30T23:59:59.9999999Z)";

function ask(w: World, givenUp: boolean, verb: string, body: object): Promise<Record<string, unknown>> {
	return w.api.post(`livechat/${givenUp ? "missedAndRefusedChats" : "chats"}:${verb}`, { ...body });
}

async function answers(w: World, report: Report): Promise<Questions<Answer>> {
	const asked = questionsOf(report, clock);
	const answer = async ({ givenUp, body }: Asked) => (await ask(w, givenUp, "Aggregate", body)) as Answer;
	return {
		chats: await answer(asked.chats),
		allChats: await answer(asked.allChats),
		split: await answer(asked.split),
		allSplit: await answer(asked.allSplit),
	};
}

async function total(w: World, query: Query): Promise<unknown> {
	const body = { ...conditions(query.where, clock), fields: ["id"] };
	return (await ask(w, query.givenUp, "Search?pageSize=10", body))["total"];
}

/** A figure as the search behind it has it. */
async function figure(w: World, query: Query, measure: string): Promise<unknown> {
	const body = { ...conditions(query.where, clock), measures: [measure] };
	return ((await ask(w, query.givenUp, "Aggregate", body)) as Answer).groups[0]?.figures[measure] ?? null;
}

const whereOf = (by: Dimension) => (by === "month" || by === "department" ? year : month);

test.each(subjects)("each number of %s by anything is the total of its search", {
	timeout: 120_000,
}, async (about) => {
	const w = await World.make([], { chats: demoChats(900) });
	let counted = 0;
	for (const by of dimensions) {
		const report = { where: readWhere(whereOf(by)), by, about };
		const table = tableOf(report, await answers(w, report), clock);
		expect(table.rows.length, by).toBeGreaterThan(1);
		const cells = [
			...table.rows.flatMap((r) => r.cells.map((c, i) => [c, i] as const)),
			...table.total.map((c, i) => [c, i] as const),
		];
		for (const [cell, i] of cells.filter(worthAsking)) {
			const column = table.columns[i];
			expect(cell.query, `${by} ${column?.name}`).toBeDefined();
			if (cell.query !== undefined && column?.kind === "count") {
				expect(await total(w, cell.query), `${by} ${column.name} ${column.value}`).toBe(cell.value);
				counted++;
			} else if (cell.query !== undefined && column !== undefined && i === 3) {
				expect(await figure(w, cell.query, column.name)).toBe(cell.value);
			}
		}
	}
	expect(counted).toBeGreaterThan(100);
});

/** Of the many noughts every seventh is enough. */
function worthAsking([cell]: readonly [Cell, number], at: number): boolean {
	return cell.value !== 0 || at % 7 === 0;
}

test.each<[Subject, Dimension]>([
	["figures", "day"],
	["ratings", "agent"],
	["categories", "department"],
])("the table of %s by %s shows those numbers as links, and is saved as it stands", async (about, by) => {
	const w = await World.make([], { chats: demoChats(300) });
	const page = await openConsole(w);
	await visit(page, "/reports", { where: year, by, about });
	await page.locator(".figures tbody a").first().waitFor();
	const shown = await page.locator(".figures tr").evaluateAll((rows) =>
		rows.map((row) =>
			[...row.querySelectorAll("th, td")].map((cell) => ({
				text: cell.textContent ?? "",
				href: cell.querySelector("a")?.getAttribute("href") ?? "",
			})),
		),
	);
	const links = shown.flat().filter((c) => c.href !== "" && /^\d+$/.test(c.text) && c.text !== "0");
	expect(links.length).toBeGreaterThan(10);
	for (const { text, href } of links.slice(0, 60)) {
		const understood = queryAt(Object.fromEntries(new URL(href, w.server.address).searchParams));
		expect(understood).toHaveProperty("query");
		if ("query" in understood) {
			expect(await total(w, understood.query), href).toBe(Number(text));
		}
	}
	const [file] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("button", { name: "Save as CSV" }).click(),
	]);
	const csv = (await buffer(await file.createReadStream())).toString().trimEnd().split("\r\n");
	expect(csv).toHaveLength(shown.length);
	expect(csv[0]?.replace("\uFEFF", "").split(",")[0]).toBe(shown[0]?.[0]?.text);
	await page.locator(".figures tfoot a").first().click();
	await lists(page, await apiFinds(w, { body: conditions(readWhere(year), clock) }));
});
