// What is kept, and how tabs share it.
import { describe, expect, test } from "vitest";
import type { Outbox } from "../../shared/model/outbox.ts";
import { MemoryTable, Shelf, type Table } from "./shelf.ts";

const command = (n: number) => ({ type: "post", id: `shelf-000000000000${n}`, chat: "c", text: `m${n}` });
const waiting = (n: number, code = "") => ({
	command: command(n),
	since: n,
	sent: true,
	refusal: code === "" ? undefined : { code, message: "" },
});

async function texts(table: Table, tab = "any"): Promise<string[]> {
	const { commands } = await new Shelf(table, tab).load();
	return commands.map((c) => `${c.tab}: ${c.waiting.command["text"]}`);
}

describe("a shelf", () => {
	test("has a command from before it is sent until it is answered", async () => {
		const table = new MemoryTable();
		const shelf = new Shelf(table, "a");
		await shelf.add(command(1), 5);
		expect(await texts(table)).toEqual(["a: m1"]);
		await shelf.keep("pv_1", [waiting(1)]);
		await shelf.keep("pv_1", []);
		expect(await texts(table)).toEqual([]);
		expect((await new Shelf(table, "b").load()).secret).toBe("pv_1");
	});

	test("gives a later page what was not answered, to be sent again", async () => {
		const table = new MemoryTable();
		const before = new Shelf(table, "a");
		await before.keep("pv_1", [waiting(1), waiting(2, "invalid")]);
		const { commands } = await new Shelf(table, "b").load();
		expect(commands.map((c) => c.waiting)).toEqual([
			{ ...waiting(1), sent: false },
			{ ...waiting(2, "invalid"), sent: false },
		]);
	});

	test("leaves the commands of other tabs alone", async () => {
		const table = new MemoryTable();
		await new Shelf(table, "a").add(command(1), 1);
		const b = new Shelf(table, "b");
		await b.add(command(2), 2);
		await b.keep("", []);
		expect(await texts(table)).toEqual(["a: m1"]);
	});

	test("of a tab that took over is emptied by that tab", async () => {
		const table = new MemoryTable();
		await new Shelf(table, "a").add(command(1), 1);
		const b = new Shelf(table, "b");
		const { commands } = await b.load();
		await b.adopt(commands.map((c) => c.waiting));
		expect(await texts(table)).toEqual(["b: m1"]);
		await b.keep("", []);
		expect(await texts(table)).toEqual([]);
	});

	test("writes only what has changed", async () => {
		const changes: string[][] = [];
		const table: Table = {
			all: async () => new Map(),
			change: async (put, remove) => void changes.push([...put.keys(), ...remove.map((k) => `-${k}`)]),
		};
		const shelf = new Shelf(table, "a");
		const box: Outbox = [waiting(1)];
		await shelf.keep("s", box);
		await shelf.keep("s", box);
		await shelf.keep("s", [{ ...waiting(1), sent: false }]);
		await shelf.keep("s", [waiting(1, "denied")]);
		const key = `command/${command(1).id}`;
		expect(changes).toEqual([[key, "secret"], [key]]);
	});

	test("remembers, and reads nothing of what is not as it should be", async () => {
		const table = new MemoryTable();
		await new Shelf(table, "a").remember({ done: ["c"], sound: false, running: true, draft: "" });
		expect((await new Shelf(table, "b").load()).remembered).toEqual({
			done: ["c"],
			sound: false,
			running: true,
			draft: "",
		});
		const odd = new MemoryTable();
		await odd.change(
			new Map<string, unknown>([
				["secret", 7],
				["remembered", null],
				["command/1", { tab: 1 }],
				["command/2", { tab: "t", waiting: { command: { id: 1 } } }],
				["command/3", null],
			]),
			[],
		);
		expect(await new Shelf(odd, "a").load()).toEqual({ secret: "", remembered: undefined, commands: [] });
	});
});
