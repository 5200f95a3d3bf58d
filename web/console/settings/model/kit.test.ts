import { expect, test } from "vitest";
import { changedOf, isSame, overtaken, refusedMember, withoutMember } from "./draft.ts";
import { moved, withWords } from "./order.ts";
import { placeOf, splatOf } from "./place.ts";

test("an address tells the page and what it shows one of", () => {
	expect(placeOf("")).toEqual({ page: "", id: undefined });
	expect(placeOf("skills")).toEqual({ page: "skills", id: undefined });
	expect(placeOf("skills/")).toEqual({ page: "skills", id: undefined });
	expect(placeOf("skills/new")).toEqual({ page: "skills", id: "new" });
	expect(placeOf("skills/a/b")).toBeUndefined();
	expect(placeOf("skills//")).toBeUndefined();
	expect(splatOf("skills")).toBe("skills");
	expect(splatOf("skills", "a")).toBe("skills/a");
});

test("what was changed back is not changed", () => {
	const saved = { name: "Sales", agentIds: ["a", "b"], when: { days: [1, 2] } };
	expect(isSame(saved, { when: { days: [1, 2] }, agentIds: ["a", "b"], name: "Sales" })).toBe(true);
	expect(isSame({ ...saved, password: undefined }, saved)).toBe(true);
	expect(isSame(saved, { ...saved, agentIds: ["b", "a"] })).toBe(false);
	expect(isSame(saved, { ...saved, agentIds: ["a"] })).toBe(false);
	expect(isSame(saved, { ...saved, when: { days: [1] } })).toBe(false);
	expect(isSame([], {})).toBe(false);
	expect(isSame(Number.NaN, Number.NaN)).toBe(true);
});

test("what is changed while a form is being saved stays changed", () => {
	const sent = { name: "Sales", description: " for sale ", agentIds: ["a"] };
	const made = { ...sent, description: "for sale" };
	expect(overtaken(made, sent, sent)).toEqual(made);
	expect(overtaken(made, sent, { ...sent, name: "Sales EU" })).toEqual({ ...made, name: "Sales EU" });
	expect(overtaken(made, sent, { ...sent, agentIds: ["a", "b"] })).toEqual({ ...made, agentIds: ["a", "b"] });
});

test("what is sent of a change is what was changed", () => {
	const before = { name: "Sales", agentIds: ["a", "b"], queueLimit: 0 };
	expect(changedOf(before, { ...before, agentIds: ["a", "b"] })).toEqual({});
	expect(changedOf(before, { ...before, agentIds: ["b"], queueLimit: 3 })).toEqual({
		agentIds: ["b"],
		queueLimit: 3,
	});
	expect(changedOf<{ password?: string }>({}, { password: "x" })).toEqual({ password: "x" });
});

test("a refusal is about the member that it begins with", () => {
	const members = ["email", "fields"];
	expect(refusedMember('email: "x" is not an e-mail address', members)).toBe("email");
	expect(refusedMember("fields[2].name: a field has a name", members)).toBe("fields");
	expect(refusedMember("name: somebody has it", members)).toBeUndefined();
	expect(refusedMember("the last administrator stays one", members)).toBeUndefined();
	expect(withoutMember("email: it is taken: by Ada")).toBe("it is taken: by Ada");
	expect(withoutMember("the last one stays: so")).toBe("the last one stays: so");
});

test("one of a list gets another place, within the list", () => {
	expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
	expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
	expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
	expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
});

test("all words are looked for, however they are accented", () => {
	const list = ["Jörg Becker", "Ada Lovelace", "Grace Hopper"];
	expect(withWords(list, "", String)).toEqual(list);
	expect(withWords(list, "BECKER jorg", String)).toEqual(["Jörg Becker"]);
	expect(withWords(list, "ada hopper", String)).toEqual([]);
});
