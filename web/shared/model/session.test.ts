import { describe, expect, test } from "vitest";
import { FakeServer } from "./server.fake.ts";
import { step } from "./session.ts";
import { type Effect, type Happening, isDown, newSession, type Session } from "./sessionstate.ts";

// chance is a generator of numbers that are the same in each run (mulberry32).
function chance(seed: number): () => number {
	let a = seed;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

// Drive joins a session to a fake server by a wire that may lose what is on it.
class Drive {
	session: Session = newSession({ role: "visitor", site: 10000 });
	now = 0;
	timerAt: number | undefined;
	toServer: string[] = [];
	toClient: string[] = [];
	greeted = false; // the server has answered the first frame
	connections = 0;

	constructor(
		readonly server: FakeServer,
		readonly random: () => number,
	) {}

	do(h: Happening): readonly Effect[] {
		const [next, effects] = step(this.session, h, { now: this.now, random: this.random });
		this.session = next;
		for (const e of effects) {
			this.effect(e);
		}
		return effects;
	}

	private effect(e: Effect): void {
		switch (e.type) {
			case "connect":
				this.connections++;
				this.do({ type: "opened" });
				break;
			case "close":
				this.drop();
				break;
			case "send":
				this.toServer.push(e.text);
				break;
			case "timer":
				this.timerAt = this.now + e.after;
				break;
			case "keep":
				break;
		}
	}

	private drop(): void {
		this.greeted = false;
		this.toServer = [];
		this.toClient = [];
	}

	// cut breaks the connection: what is on the wire is lost.
	cut(code = 1006, reason = ""): void {
		this.drop();
		this.do({ type: "closed", code, reason });
	}

	// move carries one frame, or lets time pass when there is none.
	move(): void {
		const up = this.toServer.shift();
		if (up !== undefined) {
			this.greeted = true;
			this.toClient.push(...this.server.answer(up));
			return;
		}
		const down = this.toClient.shift();
		if (down !== undefined) {
			this.do({ type: "frame", text: down });
			return;
		}
		this.now = this.timerAt ?? this.now;
		this.do({ type: "timer" });
	}

	settle(): void {
		for (let i = 0; i < 10_000 && (this.session.box.length > 0 || this.session.phase !== "open"); i++) {
			this.move();
		}
		while (this.toClient.length + this.toServer.length > 0) {
			this.move();
		}
	}

	texts(): string[] {
		return (this.session.chats.get("c")?.lines ?? []).map((l) => l.text);
	}
}

function post(n: number): Happening {
	return {
		type: "command",
		command: { type: "post", id: `client-id-${String(n).padStart(8, "0")}`, chat: "c", text: `m${n}` },
	};
}

// disturb does one thing at random, and tells whether it was to give the command n.
function disturb(d: Drive, n: number): number {
	const what = d.random();
	if (what < 0.1) {
		d.do(post(n));
		return 1;
	}
	if (what < 0.2) {
		const entry = d.server.say(`theirs ${d.server.log.length}`);
		d.toClient.push(...(d.greeted ? [entry] : []));
	} else if (what < 0.25) {
		d.cut();
	} else if (what < 0.3) {
		d.server.putOff = 2;
	} else {
		d.move();
	}
	return 0;
}

describe("a session whose connection breaks at random", () => {
	test.each(
		Array.from({ length: 200 }, (_, seed) => seed),
	)("loses, doubles and reorders nothing (%i)", (seed) => {
		const random = chance(seed);
		const server = new FakeServer();
		const d = new Drive(server, random);
		d.do({ type: "start" });
		let given = 0;
		for (let i = 0; i < 400; i++) {
			given += disturb(d, given);
		}
		d.settle();
		expect(d.session.box).toEqual([]);
		expect(d.texts()).toEqual(server.log.map((l) => l.text));
		const own = server.log.filter((l) => l.id !== "").map((l) => l.text);
		expect(own).toEqual(Array.from({ length: given }, (_, n) => `m${n}`));
		expect(d.connections).toBeGreaterThan(1);
	});
});

describe("the random walk", () => {
	test("catches a server that obeys a command as often as it comes", () => {
		const server = new FakeServer();
		server.forgetful = true;
		const d = new Drive(server, chance(1));
		d.do({ type: "start" });
		let given = 0;
		for (let i = 0; i < 400; i++) {
			given += disturb(d, given);
		}
		d.settle();
		expect(server.log.filter((l) => l.id !== "").length).toBeGreaterThan(given);
	});
});

describe("a session", () => {
	test("makes the connection anew when an entry is missing", () => {
		const server = new FakeServer();
		const d = new Drive(server, () => 0.5);
		d.do({ type: "start" });
		d.settle();
		server.say("lost");
		d.do({ type: "frame", text: server.say("second") });
		expect(d.session.phase).toBe("waiting");
		d.settle();
		expect(d.texts()).toEqual(["lost", "second"]);
	});

	test("ends for good when it is not let in, and says why", () => {
		const d = new Drive(new FakeServer(), () => 0);
		d.do({ type: "start" });
		d.cut(1008, "the secret is not one of ours");
		expect(d.session.phase).toBe("ended");
		expect(d.session.fault).toBe("the secret is not one of ours");
		d.do(post(1));
		expect(d.session.box).toHaveLength(1);
	});

	test("waits as long as a server that ends asks for", () => {
		const d = new Drive(new FakeServer(), () => 0);
		d.do({ type: "start" });
		d.settle();
		d.cut(1012, "reconnectIn=5");
		expect(d.timerAt).toBe(d.now + 5_000);
	});

	test("waits longer after each failure, at most 30 seconds", () => {
		const d = new Drive(new FakeServer(), () => 0.999999);
		d.do({ type: "start" });
		const waits = Array.from({ length: 8 }, () => {
			d.cut();
			const wait = (d.timerAt ?? 0) - d.now;
			d.now += wait;
			d.do({ type: "timer" });
			return Math.round(wait / 1_000);
		});
		expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
	});

	test("is shown to be down after three seconds, and up once it is welcomed", () => {
		const d = new Drive(new FakeServer(), () => 0);
		d.do({ type: "start" });
		d.settle();
		d.cut();
		expect(isDown(d.session, d.now + 2_999)).toBe(false);
		expect(isDown(d.session, d.now + 3_000)).toBe(true);
		d.settle();
		expect(isDown(d.session, d.now + 60_000)).toBe(false);
	});

	test("keeps a chat that is gone only when its visitor has seen the end of it", () => {
		const left = (role: "visitor" | "agent", state: string) => {
			const told = (s: Session, f: object) =>
				step(s, { type: "frame", text: JSON.stringify(f) }, { now: 0, random: () => 0 })[0];
			const open: Session = { ...newSession({ role }), phase: "open" };
			const known = told(open, { type: "state", chat: "c", state, seq: 0 });
			return told(known, { type: "gone", chat: "c" }).chats.size;
		};
		expect(left("visitor", "ended")).toBe(1);
		expect(left("visitor", "active")).toBe(0);
		expect(left("agent", "ended")).toBe(0);
	});

	test("takes a server that does not answer a ping to be gone", () => {
		const d = new Drive(new FakeServer(), () => 0);
		d.do({ type: "start" });
		d.settle();
		d.now = d.timerAt ?? 0;
		expect(d.do({ type: "timer" })).toContainEqual({ type: "send", text: '{"type":"ping"}' });
		d.now = d.timerAt ?? 0;
		d.do({ type: "timer" });
		expect(d.session.phase).toBe("waiting");
	});

	test("keeps a command that was refused until it is forgotten, and goes on with others", () => {
		const d = new Drive(new FakeServer(), () => 0);
		d.do({ type: "start" });
		d.settle();
		d.do({ type: "command", command: { type: "dance", id: "client-id-dancing-1" } });
		d.do(post(1));
		for (let i = 0; i < 6; i++) {
			d.move();
		}
		expect(d.session.box.map((c) => c.refusal?.code)).toEqual(["invalid"]);
		expect(d.texts()).toEqual(["m1"]);
		d.do({ type: "forgetCommand", id: "client-id-dancing-1" });
		expect(d.session.box).toEqual([]);
	});

	test("gives up a command that is too large, and not the others", () => {
		const d = new Drive(new FakeServer(), () => 0);
		d.do({ type: "start" });
		d.settle();
		d.do(post(1));
		d.do(post(2));
		d.cut(1009, "a frame has at most 16384 bytes");
		for (let i = 0; i < 9; i++) {
			d.move();
		}
		expect(d.session.box.map((c) => c.refusal?.message)).toEqual(["a frame has at most 16384 bytes"]);
		expect(d.texts()).toEqual(["m2"]);
	});
});

describe("a session that rests", () => {
	const server = () => new Drive(new FakeServer(), () => 0);

	test("has no connection until it is started again, and then goes on where it was", () => {
		const d = server();
		d.do({ type: "start" });
		expect(d.do({ type: "rest" })).toEqual([{ type: "close" }]);
		expect(d.session.phase).toBe("idle");
		expect(isDown(d.session, 60_000)).toBe(false);
		d.do({ type: "timer" });
		d.do({ type: "closed", code: 1006, reason: "" });
		expect(d.session.phase).toBe("idle");
		d.do({ type: "start" });
		expect(d.connections).toBe(2);
	});

	test("knows why its last connection was closed", () => {
		const d = server();
		d.do({ type: "start" });
		d.cut(1013, "too many connections");
		expect(d.session.closeCode).toBe(1013);
	});
});
