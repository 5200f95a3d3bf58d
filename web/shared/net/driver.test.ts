import { describe, expect, test } from "vitest";
import { FakeServer } from "../model/server.fake.ts";
import { Driver, type Kept, type Socket } from "./driver.ts";

// A clock whose timers run when they are told to, and sockets to a fake server.
class World {
	time = 0;
	timer: (() => void) | undefined;
	kept: Kept | undefined;
	readonly sockets: FakeSocket[] = [];

	constructor(readonly server: FakeServer) {}

	connect = (): Socket => {
		const socket = new FakeSocket(this.server);
		this.sockets.push(socket);
		return socket;
	};
	now = () => this.time;
	random = () => 0;
	later = (after: number, call: () => void) => {
		const at = () => {
			this.time += after;
			call();
		};
		this.timer = at;
		return () => {
			this.timer = this.timer === at ? undefined : this.timer;
		};
	};
	keep = (known: Kept) => {
		this.kept = known;
	};

	get last(): FakeSocket {
		const socket = this.sockets.at(-1);
		if (socket === undefined) {
			throw new Error("nobody has connected");
		}
		return socket;
	}
}

class FakeSocket implements Socket {
	onopen: (() => void) | null = null;
	onmessage: ((event: { readonly data: unknown }) => void) | null = null;
	onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
	closed = false;

	constructor(private readonly server: FakeServer) {}

	send(text: string): void {
		for (const data of this.server.answer(text)) {
			this.onmessage?.({ data });
		}
	}

	close(): void {
		this.closed = true;
	}
}

const hello = { type: "post", id: "client-id-00000001", chat: "c", text: "hello" };

describe("a driver", () => {
	test("keeps what is not acknowledged, so that a later page sends it", () => {
		const server = new FakeServer();
		const before = new World(server);
		const first = new Driver({ role: "visitor", site: 1 }, before);
		first.tell({ type: "start" });
		first.tell({ type: "command", command: hello }); // the socket never opens
		expect(before.kept?.box.map((w) => w.command.text)).toEqual(["hello"]);

		const after = new World(server);
		const second = new Driver({ role: "visitor", site: 1 }, after, before.kept);
		second.tell({ type: "start" });
		after.last.onopen?.();
		expect(server.log.map((l) => l.text)).toEqual(["hello"]);
		expect(after.kept).toEqual({ secret: "pv_1", box: [] });
	});

	test("tells of each change until nobody watches", () => {
		const world = new World(new FakeServer());
		const d = new Driver({ role: "visitor", site: 1 }, world);
		const phases: string[] = [];
		const leave = d.watch((s) => phases.push(s.phase));
		d.tell({ type: "start" });
		world.last.onopen?.();
		leave();
		d.tell({ type: "stop" });
		expect(phases).toContain("connecting");
		expect(phases.at(-1)).not.toBe("ended");
		expect(d.current.phase).toBe("ended");
		expect(world.last.closed).toBe(true);
	});

	test("hears nothing of a socket that it has given up", () => {
		const world = new World(new FakeServer());
		const d = new Driver({ role: "visitor", site: 1 }, world);
		d.tell({ type: "start" });
		const old = world.last;
		world.timer?.(); // it does not open in time
		world.timer?.(); // the next one
		expect(world.sockets).toHaveLength(2);
		expect(old.closed).toBe(true);
		old.onopen?.();
		old.onclose?.({ code: 1008, reason: "late" });
		expect(d.current.phase).toBe("connecting");
		world.last.onopen?.();
		expect(d.current.phase).toBe("open");
	});
});
