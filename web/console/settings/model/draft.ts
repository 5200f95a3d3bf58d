// What somebody changes before it is saved, and what a server's refusal is about.

/** Whether two values of the API are the same, whatever the order of their members. */
export function isSame(a: unknown, b: unknown): boolean {
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
		return Object.is(a, b);
	}
	if (Array.isArray(a) !== Array.isArray(b)) {
		return false;
	}
	const names = new Set([...Object.keys(a), ...Object.keys(b)]);
	return [...names].every((n) => isSame(memberOf(a, n), memberOf(b, n)));
}

function memberOf(of: object, name: string): unknown {
	return (of as Readonly<Record<string, unknown>>)[name];
}

/** The members of a draft that differ from what was there before, with their values. */
export function changedOf<T extends object>(before: T, draft: T): Partial<T> {
	const names = Object.keys(draft) as (keyof T)[];
	return Object.fromEntries(
		names.filter((n) => !isSame(before[n], draft[n])).map((n) => [n, draft[n]] as const),
	) as Partial<T>;
}

/** What a server made of what was sent, with what has been changed since it was sent. */
export function overtaken<T extends object>(made: T, sent: T, now: T): T {
	return { ...made, ...changedOf(sent, now) };
}

/**
 * The member that a refusal is about, of those that there are: the server begins with its
 * name, as in "email: …" or "fields[2].name: …"; undefined for none.
 */
export function refusedMember(message: string, members: readonly string[]): string | undefined {
	const name = /^([A-Za-z][A-Za-z0-9]*)[\w.[\]]*:\s/.exec(message)?.[1];
	return name !== undefined && members.includes(name) ? name : undefined;
}

/** What a refusal says of it. */
export function withoutMember(message: string): string {
	return message.replace(/^[\w.[\]]+:\s+/, "");
}
