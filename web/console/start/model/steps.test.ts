import { expect, test } from "vitest";
import { after, firstSeen, passwordOf, steps } from "./steps.ts";

test("each step leads to the next one, and the last one to itself", () => {
	expect(steps.map(after)).toEqual([...steps.slice(1), "done"]);
});

test("a password has 18 characters, of random bytes alone", () => {
	let next = 0;
	const count = (bytes: Uint8Array) => bytes.map(() => next++);
	expect(passwordOf(count)).toBe("abcdefghjkmnpqrstu");
	expect(passwordOf((bytes) => bytes.fill(7))).toBe("h".repeat(18));
	expect(passwordOf((bytes) => bytes.map((_, i) => (i % 2 === 0 ? 63 : 0)))).toBe("a".repeat(18));
});

test("nobody has come before a page is told", () => {
	expect(firstSeen([])).toBeUndefined();
	expect(firstSeen([{ page: { url: "" } }])).toBeUndefined();
	expect(firstSeen([{ page: { url: "" } }, { page: { url: "https://shop.example/" } }])).toEqual({
		url: "https://shop.example/",
	});
});
