import { expect, test } from "vitest";
import { originIn } from "./frame.ts";

test("the page's origin is what the frame's address names, and nothing like it", () => {
	const of = (origin: string) => originIn(`https://chat.example/widget/?site=1&origin=${origin}`);
	expect(of("https://shop.example")).toBe("https://shop.example");
	expect(of("http://localhost:8080")).toBe("http://localhost:8080");
	for (const odd of ["", "*", "null", "https://shop.example/", "shop.example", "javascript:1"]) {
		expect(of(encodeURIComponent(odd)), odd).toBeUndefined();
	}
});
