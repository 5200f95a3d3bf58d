// What the server's codes mean to a visitor.
import type { Key } from "./words.ts";

const keys: Readonly<Record<string, Key>> = {
	invalid: "error.invalid",
	conflict: "error.conflict",
	notFound: "error.conflict",
	nobodyThere: "error.nobodyThere",
	queueFull: "error.queueFull",
	noRoom: "error.noRoom",
	denied: "error.denied",
};

/** The text of a code. */
export function faultKey(code: string): Key {
	return (Object.hasOwn(keys, code) ? keys[code] : undefined) ?? "error.other";
}
