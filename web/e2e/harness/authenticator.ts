// An authenticator app of a test's own.
import { createHmac } from "node:crypto";

const every = 30; // seconds

/** An authenticator app (RFC 6238), which never shows the same code again: the server takes each once. */
export class App {
	private step = 0;
	private readonly key: Buffer;

	constructor(secret: string) {
		const bits = [...secret].map((c) => base32.indexOf(c).toString(2).padStart(5, "0")).join("");
		this.key = Buffer.from(bits.match(/.{8}/g)?.map((b) => Number.parseInt(b, 2)) ?? []);
	}

	/** The next code; it may be one ahead of the time, which counts as well. */
	code(): string {
		this.step = Math.max(this.step + 1, now());
		return this.at(this.step);
	}

	/** A code that does not count now. */
	wrong(): string {
		const near = [-2, -1, 0, 1, 2, 3].map((d) => this.at(now() + d));
		return ["111111", "222222", "333333", "444444", "555555", "666666", "777777"].find(
			(c) => !near.includes(c),
		) as string;
	}

	private at(step: number): string {
		const counter = Buffer.alloc(8);
		counter.writeBigUInt64BE(BigInt(step));
		const sum = createHmac("sha1", this.key).update(counter).digest();
		const n = sum.readUInt32BE((sum.at(-1) ?? 0) & 0xf) & 0x7fffffff;
		return String(n % 1_000_000).padStart(6, "0");
	}
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function now(): number {
	return Math.floor(Date.now() / 1_000 / every);
}
