// The work that a server wants of strangers: a request or message waits until it is done.
import type { Challenge } from "../../shared/model/frames.ts";
import type { Command } from "../../shared/model/outbox.ts";
import type { App, Asked, Effect, Step, World } from "./app.ts";

const triesAtMost = 3;

/** Sends a command, once the work for it is done. */
export function send(a: App, command: Command): Step {
	const { challenge } = a;
	if (challenge === undefined) {
		return [a, [{ type: "command", command }]];
	}
	const { nonce, proof } = challenge;
	return proof === undefined ? work({ ...a, held: command }) : release(a, { ...command, nonce, proof });
}

function release(a: App, command: Command): Step {
	return [{ ...a, held: undefined, challenge: undefined }, [{ type: "command", command }]];
}

/** Has the work done that is to be done. */
export function work(a: App): Step {
	if (a.challenge === undefined || a.challenge.proof !== undefined) {
		return [a, []];
	}
	const { nonce, bits } = a.challenge;
	return [a, [{ type: "work", nonce, bits }]];
}

/** The server wants work. It is begun once somebody looks at the window. */
export function challenged(a: App, { nonce, bits }: Challenge): Step {
	const next: App = { ...a, challenge: { nonce, bits, proof: undefined } };
	return a.open || a.held !== undefined ? work(next) : [next, []];
}

/** The work is done; it may be for another challenge than the last one. */
export function solved(a: App, nonce: string, proof: number): Step {
	if (a.challenge?.nonce !== nonce) {
		return [a, []];
	}
	const next: App = { ...a, challenge: { ...a.challenge, proof } };
	return a.held === undefined ? [next, []] : release(next, { ...a.held, nonce, proof });
}

/** Whether another try may help when the server found the work wanting. */
export function mayTry(a: App): boolean {
	return a.tries < triesAtMost;
}

/** The command waits for the next challenge, which follows the refusal. */
export function hold(a: App, asked: Asked, refused: Command, w: World): Step {
	const { nonce: _, proof: __, ...command } = refused;
	const id = w.id();
	const forget: Effect = { type: "forget", id: asked.id };
	const held: Command = { ...command, type: refused.type, id };
	return [{ ...a, held, tries: a.tries + 1, asked: { id, what: asked.what, given: false } }, [forget]];
}
