import { expect, test } from "vitest";
import { askedBy, grouped, listed, tidied } from "./secondfactor.ts";

test("a refusal with a token asks for a code, or to set one up", () => {
	expect(askedBy("mfa_required", "pm_x")).toBe("code");
	expect(askedBy("mfa_setup_required", "pm_x")).toBe("setUp");
});

test("any other refusal asks for nothing", () => {
	expect(askedBy("invalid_grant", "")).toBeUndefined();
	expect(askedBy("mfa_required", "")).toBeUndefined();
	expect(askedBy("forbidden", "pm_x")).toBeUndefined();
	expect(askedBy("toString", "pm_x")).toBeUndefined();
});

test("a code is taken as apps show it and as keyboards type it", () => {
	expect(tidied("123456")).toBe("123456");
	expect(tidied(" 123 456\u00a0")).toBe("123456");
	expect(tidied("\u2066١٢٣ ٤٥٦\u2069")).toBe("123456");
	expect(tidied("۱۲۳۴۵۶")).toBe("123456");
	expect(tidied("１２３４５６")).toBe("123456");
});

test("a recovery code keeps its letters and dashes", () => {
	expect(tidied(" abcd-ef23-4567-ghij ")).toBe("abcd-ef23-4567-ghij");
});

test("a secret is shown in groups of four", () => {
	expect(grouped("ABCDEFGHIJ")).toBe("ABCD EFGH IJ");
	expect(grouped("")).toBe("");
});

test("recovery codes are copied a line each", () => {
	expect(listed(["a-b", "c-d"])).toBe("a-b\nc-d\n");
});
