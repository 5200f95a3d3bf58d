// Several tabs of one browser, with the channels and locks of the platform.
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Outbox } from "../../shared/model/outbox.ts";
import { alone, Tabs } from "./tabs.ts";

const open: Tabs[] = [];
afterEach(() => {
	for (const t of open.splice(0)) {
		t.close();
	}
});

interface Tab {
	readonly tabs: Tabs;
	readonly foreign: Outbox[];
	readonly gone: string[];
}

function tab(name: string, id: string): Tab {
	const foreign: Outbox[] = [];
	const gone: string[] = [];
	const tabs = new Tabs(
		name,
		id,
		(box) => foreign.push(box),
		async (other) => void gone.push(other),
	);
	open.push(tabs);
	tabs.enter();
	return { tabs, foreign, gone };
}

const box = (id: string): Outbox => [
	{ command: { type: "post", id, text: id }, since: 1, sent: false, refusal: undefined },
];

describe("tabs", () => {
	test("see what the others have not sent, also those that come later", async () => {
		const a = tab("see", "a");
		a.tabs.publish(box("from-a-000000000001"));
		const b = tab("see", "b");
		await vi.waitFor(() => expect(b.foreign.at(-1)).toEqual(box("from-a-000000000001")));
		b.tabs.publish(box("from-b-000000000001"));
		await vi.waitFor(() => expect(a.foreign.at(-1)).toEqual(box("from-b-000000000001")));
		a.tabs.publish([]);
		await vi.waitFor(() => expect(b.foreign.at(-1)).toEqual([]));
	});

	test("notice that another one is gone, and forget what it had", async () => {
		const a = tab("gone", "a");
		const b = tab("gone", "b");
		b.tabs.publish(box("from-b-000000000001"));
		await vi.waitFor(() => expect(a.foreign.at(-1)).toHaveLength(1));
		expect(a.gone).toEqual([]);
		b.tabs.close();
		await vi.waitFor(() => expect(a.gone).toEqual(["b"]));
		expect(a.foreign.at(-1)).toEqual([]);
	});

	test("take over what a tab left that is not there any more", async () => {
		const a = tab("left", "a");
		a.tabs.knew("crashed", box("left-00000000000001"));
		await vi.waitFor(() => expect(a.gone).toEqual(["crashed"]));
	});

	test("take their turns when one is gone, so that the first takes all over", async () => {
		const order: string[] = [];
		const slow = (id: string) => {
			const t = new Tabs(
				"turns",
				id,
				() => {},
				async () => {
					order.push(`${id} begins`);
					await Promise.resolve();
					order.push(`${id} ends`);
				},
			);
			open.push(t);
			t.enter();
			t.knew("crashed", []);
		};
		slow("a");
		slow("b");
		await vi.waitFor(() => expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]));
	});
});

test("what is done alone is done one after the other", async () => {
	const order: string[] = [];
	const work = (name: string) =>
		alone("alone", 1_000, async () => {
			order.push(`${name} begins`);
			await Promise.resolve();
			order.push(`${name} ends`);
		});
	await Promise.all([work("a"), work("b")]);
	expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("who waits for others too long goes on", async () => {
	let end = () => {};
	const first = alone("hangs", 1_000, () => new Promise<void>((resolve) => (end = resolve)));
	expect(await alone("hangs", 1, async () => "went on")).toBe("went on");
	end();
	await first;
});
