// Commands that the server has not acknowledged yet. They are sent again with the
// same id until it has answered, so that each is obeyed once however often the
// connection breaks. Each function gives a new value and leaves the old one.

/** A command as it is sent. */
export interface Command {
	readonly type: string;
	/** 16 to 64 visible ASCII characters, never used twice. */
	readonly id: string;
	readonly [member: string]: unknown;
}

/** Why the server did not obey. */
export interface Refusal {
	readonly code: string;
	readonly message: string;
}

/** A command that waits for its answer, or was refused. */
export interface Waiting {
	readonly command: Command;
	/** When it was given, in milliseconds of the clock. */
	readonly since: number;
	/** Sent on the connection that is open now. */
	readonly sent: boolean;
	readonly refusal: Refusal | undefined;
}

/** Commands in the order in which they were given. */
export type Outbox = readonly Waiting[];

/** Adds a command; one whose id is there changes nothing. */
export function put(box: Outbox, command: Command, now: number): Outbox {
	if (box.some((w) => w.command.id === command.id)) {
		return box;
	}
	return [...box, { command, since: now, sent: false, refusal: undefined }];
}

/** Takes out the command with an id, which was obeyed or is given up. */
export function drop(box: Outbox, id: string): Outbox {
	return box.filter((w) => w.command.id !== id);
}

/**
 * Notes a refusal. "limited" and "internal" pass: such a command is to be sent again.
 * Any other one stays refused until somebody drops or repeats it.
 */
export function refuse(box: Outbox, id: string, refusal: Refusal): Outbox {
	return box.map((w) =>
		w.command.id === id
			? { ...w, sent: false, refusal: passes(refusal.code, w.command) ? undefined : refusal }
			: w,
	);
}

// The limit of transcripts is one of days, for which nothing else is to wait.
function passes(code: string, { type }: Command): boolean {
	return code === "internal" || (code === "limited" && type !== "transcript");
}

/**
 * What is to be sent now, undefined when that waits for an answer. One command is
 * under way at a time: if the server puts one off, none that came later overtakes it.
 */
export function next(box: Outbox): Command | undefined {
	const first = box.find((w) => w.refusal === undefined);
	return first === undefined || first.sent ? undefined : first.command;
}

/** Notes that a command was sent. */
export function sent(box: Outbox, id: string): Outbox {
	return box.map((w) => (w.command.id === id ? { ...w, sent: true } : w));
}

/** Notes that the connection is gone, and with it whatever had not been answered. */
export function unanswered(box: Outbox): Outbox {
	return box.map((w) => (w.sent ? { ...w, sent: false } : w));
}
