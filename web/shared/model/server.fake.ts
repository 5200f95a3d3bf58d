// A server of live chat in memory, for tests: one chat, obeyed exactly once, resumed
// from any place.
import { type Members, parseObject } from "./json.ts";

interface Line {
	readonly id: string;
	readonly text: string;
}

/** A server with one chat, "c". */
export class FakeServer {
	readonly log: Line[] = [];
	/** How many commands it puts off before it obeys one. */
	putOff = 0;
	/** Obeys a command as often as it comes: what the tests must catch. */
	forgetful = false;
	private readonly epoch = "e1";

	/** The frames that it answers a frame of the client with. */
	answer(frame: string): string[] {
		const m = parseObject(frame);
		switch (m.type) {
			case "hello":
				return this.greet(m);
			case "post":
				return this.post(String(m.id), String(m.text));
			case "ping":
				return ['{"type":"pong"}'];
			default:
				return [JSON.stringify({ type: "error", id: m.id, code: "invalid", message: "no such command" })];
		}
	}

	/** An entry that somebody else makes, as it is sent. */
	say(text: string): string {
		this.log.push({ id: "", text });
		return this.entry(this.log.length);
	}

	private greet(m: Members): string[] {
		const known = m.epoch === this.epoch ? (m.positions as { seq: number }[])[0]?.seq : 0;
		const frames = [
			JSON.stringify({ type: "welcome", protocol: "parley.v1", epoch: this.epoch, secret: "pv_1" }),
		];
		for (let seq = (known ?? 0) + 1; seq <= this.log.length; seq++) {
			frames.push(this.entry(seq));
		}
		return frames;
	}

	private post(id: string, text: string): string[] {
		if (this.putOff > 0) {
			this.putOff--;
			return [JSON.stringify({ type: "error", id, code: "limited", message: "slow down" })];
		}
		const at = this.log.findIndex((l) => l.id === id);
		if (at >= 0 && !this.forgetful) {
			return [JSON.stringify({ type: "ack", id, chat: "c", seq: at + 1 })];
		}
		this.log.push({ id, text });
		const seq = this.log.length;
		return [JSON.stringify({ type: "ack", id, chat: "c", seq }), this.entry(seq)];
	}

	private entry(seq: number): string {
		const l = this.log[seq - 1];
		return JSON.stringify({ type: "entry", chat: "c", seq, kind: "text", action: "x", text: l?.text });
	}
}
