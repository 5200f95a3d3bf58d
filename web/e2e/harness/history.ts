// The console's history as a test uses it.
import type { Page } from "playwright-core";
import { signIn } from "./console.ts";
import { demoChats } from "./server.ts";
import { until } from "./wait.ts";
import { World } from "./world.ts";

/** A site with some two years of chats. */
export function worldOfChats(count = 400): Promise<World> {
	return World.make([], { chats: demoChats(count) });
}

/** A condition as the API takes it. */
export function filter(name: string, operator: string, ...value: unknown[]) {
	return { name, operator, value };
}

/** A search as the API takes it. */
export interface Asked {
	readonly givenUp?: boolean;
	readonly body: Readonly<Record<string, unknown>>;
	readonly sort?: { readonly by: string; readonly order: "asc" | "desc" };
}

/** What the API finds: all of it in its order. */
export async function apiFinds(w: World, { givenUp = false, body, sort }: Asked): Promise<number[]> {
	const path = givenUp ? "livechat/missedAndRefusedChats:Search" : "livechat/chats:Search";
	const order = sort === undefined ? "" : `&sortBy=${sort.by}&sortOrder=${sort.order}`;
	const ids: number[] = [];
	let cursor: unknown = "";
	while (cursor !== undefined) {
		const page = await w.api.post(`${path}?pageSize=500${order}`, { ...body, cursor, fields: ["id"] });
		ids.push(...(page["list"] as { id: number }[]).map((c) => c.id));
		cursor = page["nextCursor"];
	}
	return ids;
}

/** Goes to an address inside the console, as a link in it would: without loading the page anew. */
export async function visit(
	page: Page,
	path: string,
	search: Readonly<Record<string, string>> = {},
): Promise<void> {
	const address = `/console${path}?${new URLSearchParams(search)}`;
	await page.evaluate((to) => history.pushState({}, "", to), address);
}

/** Signs in to a language and theme of one's own. */
export async function openIn(
	w: World,
	how: { readonly theme: string; readonly language: string },
	bypassCSP = false,
): Promise<Page> {
	const page = await w.visitor({
		viewport: { width: 1360, height: 860 },
		locale: "en-GB",
		reducedMotion: "reduce",
		bypassCSP,
	});
	await page.goto(`${w.server.address}/console/`);
	await signIn(page, "ada@example.com");
	await page.getByRole("navigation").waitFor();
	const button = page.getByRole("button", { name: "Preferences" });
	for (const item of [how.theme, how.language]) {
		await button.click();
		await page.getByRole("menuitemradio", { name: item, exact: true }).click();
		await page.keyboard.press("Escape");
		await page.getByRole("menuitemradio").first().waitFor({ state: "detached" });
	}
	return page;
}

/** Waits until the list has what is wanted, and scrolls through it: all of it, or its first rows. */
export async function lists(page: Page, wanted: readonly number[], most = 30): Promise<void> {
	const seen = new Map<number, number>();
	const first = wanted.slice(0, most);
	await until(`the chats ${first.slice(0, 5).join(", ")} … of ${wanted.length}`, async () => {
		const found = await page.evaluate(() => {
			const rows = [...document.querySelectorAll<HTMLElement>(".chatrows [role=row]")].map((row) => [
				Number(row.dataset["index"]),
				Number(new URL(row.querySelector("a")?.href ?? "x:").searchParams.get("chat")),
			]);
			const table = document.querySelector("[role=table]");
			return { rows, total: Number(table?.getAttribute("aria-rowcount") ?? 0) - 1 };
		});
		if (found.total !== wanted.length || found.rows.some(([at, id]) => wanted[at ?? -1] !== id)) {
			return undefined;
		}
		for (const [at, id] of found.rows) {
			seen.set(at ?? -1, id ?? 0);
		}
		if (first.every((id, at) => seen.get(at) === id)) {
			return true;
		}
		await page.locator(".chatscroller").evaluate((e) => e.scrollBy(0, e.clientHeight * 0.8));
		return undefined;
	});
}
