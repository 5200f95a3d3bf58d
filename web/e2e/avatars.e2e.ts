// Agents' pictures, from the API to the widget.
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

/** Waits until pictures are there, as many as are asked for; gives their addresses. */
function pictures(within: Locator, count: number): Promise<string[]> {
	return until(`${count} pictures`, async () => {
		const there = await within
			.locator(".avatar img")
			.evaluateAll((all: HTMLImageElement[]) =>
				all.filter((i) => i.complete && i.naturalWidth === 192).map((i) => new URL(i.src).pathname),
			);
		return there.length === count ? there : undefined;
	});
}

test("an agent's picture stands where the agent speaks, and the initials where it is missing", async () => {
	const w = await World.make();
	const ada = await w.agent();
	const v = await Widget.open(w);
	const key = await w.api.setAvatar(ada.id, await v.page.screenshot());
	await v.start();
	const chat = await ada.accept();
	await ada.do("post", { chat, text: "Hello" });
	await v.hears("Hello");
	const main = v.frame.getByRole("main");
	expect(await pictures(main, 2)).toEqual([`/live/avatars/${key}`, `/live/avatars/${key}`]);
	w.expected.push(/status of 404/);
	await w.api.setAvatar(ada.id, undefined);
	await v.page.context().route("**/live/avatars/*", (r) => r.fulfill({ status: 404 })); // in no cache
	await v.page.reload();
	await v.hears("Hello");
	await until("the pictures to go", async () =>
		(await main.locator(".avatar img").count()) === 0 ? true : undefined,
	);
	expect((await main.locator(".avatar").first().textContent())?.trim()).not.toBe("");
});

test("who is asked whether to chat sees who asks", async () => {
	const w = await World.make();
	const watch = await w.watch();
	const ada = await w.agent();
	const v = new Widget(await w.visitor());
	await v.page.goto(w.shop.origin);
	await w.api.setAvatar(ada.id, await v.page.screenshot());
	const { id } = await watch.looks(1);
	await ada.do("invite", { visitor: id, text: "Do you need a hand?" });
	await v.frame.getByText("Do you need a hand?").waitFor();
	await pictures(v.frame.getByRole("main"), 1);
});
