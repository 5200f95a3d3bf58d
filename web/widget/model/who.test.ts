import { expect, test } from "vitest";
import { whoOf } from "./who.ts";

const nobody = { secret: "", remembered: undefined, commands: [] };
const known = { ...nobody, secret: "pv_known" };
const running = { ...known, remembered: { done: [], sound: true, running: true, draft: "" } };
const invitation = { id: "i", message: "Hi" };
const page = { secret: "pv_page", looked: true };

test.each([
	["nobody is known", { looked: false }, nobody, "", false],
	["the page has begun a visit", page, nobody, "pv_page", true],
	["the browser knows the visitor, so that the page was told as another's", page, known, "pv_known", false],
	["the page's visitor was invited", { ...page, invitation }, known, "pv_page", true],
	["but a chat is under way", { ...page, invitation }, running, "pv_known", false],
	["both are the same", { secret: "pv_known", looked: true }, known, "pv_known", true],
	["the site vouches for the visitor", { ...page, identity: "jwt" }, known, "", true],
] as const)("%s", (_, init, found, secret, looked) => {
	expect(whoOf(init, found)).toEqual({ secret, looked });
});
