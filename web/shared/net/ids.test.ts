import { expect, test } from "vitest";
import { newID } from "./ids.ts";

test("ids are random UUIDs", () => {
	const all = Array.from({ length: 1_000 }, newID);
	for (const id of all) {
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	}
	expect(new Set(all).size).toBe(all.length);
	expect(new Set(all.map((id) => id[19])).size).toBe(4);
});
