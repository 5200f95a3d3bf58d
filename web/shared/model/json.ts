// Readers of JSON that came from outside. Each gives a value of the type that is
// asked for, or throws a FrameError that names the member.

/** What came is not a frame of the protocol. */
export class FrameError extends Error {
	override name = "FrameError";
}

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** Reads one JSON object. */
export function parseObject(text: string): Members {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new FrameError("a frame is JSON");
	}
	return object(value, "a frame");
}

/** An object. */
export function object(value: unknown, what: string): Members {
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new FrameError(`${what} is an object`);
	}
	return value as Members;
}

/** A text, or the default where the member is missing. */
export function text(m: Members, name: string, missing?: string): string {
	const value = m[name] ?? missing;
	if (typeof value !== "string") {
		throw new FrameError(`"${name}" is a text`);
	}
	return value;
}

/** A whole number from 0, or the default where the member is missing. */
export function count(m: Members, name: string, missing?: number): number {
	const value = m[name] ?? missing;
	if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
		throw new FrameError(`"${name}" is a whole number from 0`);
	}
	return value;
}

/** True or false; a member that is missing is false. */
export function flag(m: Members, name: string): boolean {
	const value = m[name] ?? false;
	if (typeof value !== "boolean") {
		throw new FrameError(`"${name}" is true or false`);
	}
	return value;
}

/** A list, each of its items read by the reader; a member that is missing is empty. */
export function list<T>(m: Members, name: string, item: (m: Members) => T): T[] {
	const value = m[name] ?? [];
	if (!Array.isArray(value)) {
		throw new FrameError(`"${name}" is a list`);
	}
	return value.map((v: unknown) => item(object(v, `an item of "${name}"`)));
}

/** A list of texts; a member that is missing is empty. */
export function texts(m: Members, name: string): string[] {
	const value = m[name] ?? [];
	if (!Array.isArray(value) || !value.every((v: unknown) => typeof v === "string")) {
		throw new FrameError(`"${name}" is a list of texts`);
	}
	return value;
}
