import { expect, test } from "vitest";
import { deviceOf } from "./device.ts";
import { isoOf, localOf, noTime } from "./moment.ts";
import { choiceOf, chosen, noGuid } from "./overflow.ts";

test("a user agent is told as a browser and its system", () => {
	const chrome =
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36";
	const safari =
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
	expect(deviceOf(chrome)).toBe("Chrome · Linux");
	expect(deviceOf(`${chrome} Edg/142.0`)).toBe("Edge · Linux");
	expect(deviceOf(safari)).toBe("Safari · iOS");
	expect(deviceOf("Mozilla/5.0 (Windows NT 10.0; rv:144.0) Gecko/20100101 Firefox/144.0")).toBe(
		"Firefox · Windows",
	);
	expect(deviceOf("parley-backup/1.0")).toBe("parley-backup/1.0");
	expect(deviceOf("x".repeat(500))).toHaveLength(80);
});

test("where chats overflow to is one choice", () => {
	const department = "7c1f0a52-3f0e-4c39-9a53-000000000001";
	for (const choice of ["wait", "message", department]) {
		expect(choiceOf(chosen(choice, 30))).toBe(choice);
	}
	expect(chosen("wait", 30)).toEqual({
		overflowDepartmentId: noGuid,
		overflowToOfflineMessage: false,
		overflowAfter: 0,
	});
	expect(chosen(department, 30).overflowAfter).toBe(30);
});

test("a time goes to the input and back, to the minute", () => {
	expect(isoOf(localOf("2026-11-29T13:05:00.000Z"))).toBe("2026-11-29T13:05:00.000Z");
	expect(localOf(undefined)).toBe("");
	expect(localOf(noTime)).toBe("");
	expect(isoOf("")).toBe(noTime);
});
