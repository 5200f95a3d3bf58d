import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sha256, solve } from "./work.ts";

const hex = (words: Uint32Array) => [...words].map((w) => w.toString(16).padStart(8, "0")).join("");

test("the hash is SHA-256, at every length around a block", () => {
	for (let length = 0; length < 200; length++) {
		const bytes = new Uint8Array(length).map((_, i) => i * 7 + length);
		expect(hex(sha256(bytes))).toBe(createHash("sha256").update(bytes).digest("hex"));
	}
});

// The first number is the solution, so that the server's own vectors hold here as well.
describe("a challenge", () => {
	const nonce = "GLlk8-yXqQA2mC3vX2rYyQ6n1QmF0Kx7dYwB2sT4uVw";
	test.each([
		[0, 0],
		[1, 0],
		[8, 832],
		[12, 4_342],
	])("of %i bits", (bits, proof) => {
		const first = solve({ nonce, bits }, 0, 10_000);
		const hash = createHash("sha256").update(`${nonce}:${first}`).digest();
		expect(Math.clz32(hash.readUInt32BE()), "zero bits").toBeGreaterThanOrEqual(bits);
		expect(solve({ nonce, bits }, proof, 1)).toBe(proof);
	});

	test("is not solved by a number that is wrong", () => {
		expect(solve({ nonce, bits: 13 }, 4_342, 1)).toBeUndefined();
	});
});
