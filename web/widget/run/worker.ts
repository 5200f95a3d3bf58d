// Does the server's work in small pieces, so that the page stays quick.
import { type Challenge, solve } from "../model/work.ts";

const piece = 500; // numbers, about 5 ms of a slow phone

/** The number that solves a challenge; undefined once it is over. */
export async function work(challenge: Challenge, over: () => boolean): Promise<number | undefined> {
	for (let from = 0; !over(); from += piece) {
		const proof = solve(challenge, from, piece);
		if (proof !== undefined) {
			return proof;
		}
		await new Promise((resolve) => setTimeout(resolve));
	}
	return undefined;
}
