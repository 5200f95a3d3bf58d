// The engine between a fake server, a shelf in memory and the platform's channels.
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { FromFrame } from "../../shared/model/bridge.ts";
import { readSettings } from "../../shared/model/settings.ts";
import type { Socket } from "../../shared/net/driver.ts";
import { MemoryTable, Shelf, type Table } from "../model/shelf.ts";
import { Engine } from "./engine.ts";
import { Tabs } from "./tabs.ts";

beforeAll(() => {
	vi.stubGlobal("addEventListener", () => {});
	vi.stubGlobal("removeEventListener", () => {});
});

const running: Engine[] = [];
afterEach(() => {
	for (const e of running.splice(0)) {
		e.stop();
	}
});

class FakeSocket implements Socket {
	onopen: (() => void) | null = null;
	onmessage: ((event: { readonly data: unknown }) => void) | null = null;
	onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
	readonly sent: Record<string, unknown>[] = [];
	closed = false;

	send(text: string): void {
		this.sent.push(JSON.parse(text) as Record<string, unknown>);
	}

	close(): void {
		this.closed = true;
	}

	say(frame: object): void {
		this.onmessage?.({ data: JSON.stringify(frame) });
	}

	/** Opens and greets, with a chat that an agent holds. */
	welcome(): void {
		this.onopen?.();
		this.say({ type: "welcome", protocol: "parley.v1", epoch: "e", secret: "pv_1" });
		this.say({ type: "state", chat: "c", state: "active", seq: 0 });
	}

	posts(): unknown[] {
		return this.sent.filter((f) => f["type"] === "post").map((f) => f["text"]);
	}
}

/** A browser's request that the server takes at once. */
function fakeRequest(sent: unknown[]) {
	return class {
		readonly status = 200;
		readonly upload = {};
		onload = () => {};
		open() {}
		setRequestHeader() {}
		abort() {}
		send(file: File): void {
			sent.push(file);
			queueMicrotask(() => this.onload());
		}
	};
}

let names = 0;

async function begin(table: Table = new MemoryTable(), name = `engine-${names++}`, tab = "tab") {
	const sockets: FakeSocket[] = [];
	const told: FromFrame[] = [];
	const shelf = new Shelf(table, tab);
	const engine = new Engine({
		settings: readSettings({ site: 1, open: true, files: true }),
		place: {
			page: { title: "", url: "" },
			referrer: "",
			language: "en",
			timeZone: "UTC",
			screen: "1x1",
			visits: 1,
			variables: [],
		},
		identity: undefined,
		found: await shelf.load(),
		invitation: undefined,
		open: true,
		looked: false,
		shelf,
		connect: () => {
			const socket = new FakeSocket();
			sockets.push(socket);
			return socket;
		},
		tell: (m) => told.push(m),
		kept: () => {},
	});
	const tabs = new Tabs(
		name,
		tab,
		(box) => engine.do({ type: "foreign", box }),
		(gone) => engine.adopt(gone),
		() => engine.rest(),
	);
	tabs.enter();
	engine.start(tabs);
	running.push(engine);
	const socket = () => {
		const last = sockets.at(-1);
		if (last === undefined) {
			throw new Error("nobody has connected");
		}
		return last;
	};
	return { engine, sockets, socket, told };
}

function post(engine: Engine, text: string): void {
	engine.do({ type: "draft", text });
	engine.do({ type: "post" });
}

describe("an engine", () => {
	test("shows and sends a message only once it is on the shelf", async () => {
		let stored = () => {};
		const slow = new MemoryTable();
		const table: Table = {
			all: () => slow.all(),
			change: (put, remove) =>
				[...put.keys()].some((k) => k.startsWith("command/"))
					? new Promise((resolve) => {
							stored = () => resolve(slow.change(put, remove));
						})
					: slow.change(put, remove),
		};
		const { engine, socket } = await begin(table);
		socket().welcome();
		post(engine, "hello");
		await Promise.resolve();
		expect(socket().posts()).toEqual([]);
		expect(engine.app.session.box).toEqual([]);
		stored();
		await vi.waitFor(() => expect(socket().posts()).toEqual(["hello"]));
		expect(engine.app.session.box).toHaveLength(1);
	});

	test("sends all the same where nothing can be kept", async () => {
		const refused = () => Promise.reject(new Error("full"));
		const { engine, socket } = await begin({ all: async () => new Map(), change: refused });
		socket().welcome();
		post(engine, "hello");
		await vi.waitFor(() => expect(socket().posts()).toEqual(["hello"]));
	});

	test("sends what a tab left that is gone, with the ids that it had", async () => {
		const table = new MemoryTable();
		const command = { type: "post", id: "left-behind-000001", chat: "c", text: "left" };
		await new Shelf(table, "gone").add(command, 1);
		const { engine, socket } = await begin(table);
		socket().welcome();
		await engine.adopt("gone");
		expect(socket().sent.at(-1)).toMatchObject({ id: command.id, text: "left" });
		socket().say({ type: "ack", id: command.id, chat: "c", seq: 1 });
		await vi.waitFor(async () => expect((await new Shelf(table, "x").load()).commands).toEqual([]));
	});

	test("leaves what a tab left to others once it is stopped", async () => {
		const table = new MemoryTable();
		const command = { type: "post", id: "left-behind-000001", chat: "c", text: "left" };
		await new Shelf(table, "gone").add(command, 1);
		const { engine } = await begin(table);
		engine.stop();
		await engine.adopt("gone");
		const { commands } = await new Shelf(table, "x").load();
		expect(commands.map((c) => c.tab)).toEqual(["gone"]);
	});

	test("shows a file that cannot be sent without a network, and sends it when it is tried again", async () => {
		const { engine, socket } = await begin();
		socket().welcome();
		vi.stubGlobal("XMLHttpRequest", undefined);
		engine.send([new File(["content"], "a.txt")]);
		await vi.waitFor(() => expect(engine.app.uploads[0]).toMatchObject({ name: "a.txt", code: "failed" }));
		const sent: unknown[] = [];
		vi.stubGlobal("XMLHttpRequest", fakeRequest(sent));
		engine.do({ type: "retryFile", id: engine.app.uploads[0]?.id ?? "" });
		await vi.waitFor(() => expect(engine.app.uploads[0]).toMatchObject({ progress: 1, code: "" }));
		expect(sent).toMatchObject([{ name: "a.txt" }]);
	});

	test("does not send a file that was removed before its sending began", async () => {
		const { engine, socket } = await begin();
		socket().welcome();
		const sent: unknown[] = [];
		vi.stubGlobal("XMLHttpRequest", fakeRequest(sent));
		engine.send([new File(["content"], "a.txt"), new File(["content"], "b.txt")]);
		engine.do({ type: "removeFile", id: engine.app.uploads[0]?.id ?? "" });
		await vi.waitFor(() => expect(engine.app.uploads[0]).toMatchObject({ name: "b.txt", progress: 1 }));
		expect(sent).toMatchObject([{ name: "b.txt" }]);
	});

	test("gives its connection up for a tab that is looked at, and takes it back", async () => {
		const name = `engine-${names++}`;
		const table = new MemoryTable();
		const hidden = await begin(table, name, "hidden");
		hidden.socket().welcome();
		hidden.engine.look(false);
		const seen = await begin(table, name, "seen");
		seen.socket().onclose?.({ code: 1013, reason: "too many connections" });
		await vi.waitFor(() => expect(hidden.engine.app.session.phase).toBe("idle"));
		expect(hidden.socket().closed).toBe(true);
		hidden.engine.look(true);
		expect(hidden.sockets).toHaveLength(2);
	});

	test("keeps its connection while it is looked at, or has something to send", async () => {
		const { engine, socket } = await begin();
		socket().welcome();
		engine.rest();
		expect(engine.app.session.phase).toBe("open");
		engine.look(false);
		post(engine, "not answered");
		await vi.waitFor(() => expect(engine.app.session.box).toHaveLength(1));
		engine.rest();
		expect(engine.app.session.phase).toBe("open");
	});

	test("tells nothing any more once it is stopped", async () => {
		const { engine, socket, told } = await begin();
		engine.stop();
		const before = told.length;
		engine.do({ type: "close" });
		expect(told).toHaveLength(before);
		expect(socket().closed).toBe(true);
	});
});
