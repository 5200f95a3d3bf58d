// Waiting for what a test can only look at.

/** Looks again and again until something is found that is not undefined. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
	const end = Date.now() + 20_000;
	for (;;) {
		const found = await look();
		if (found !== undefined) {
			return found;
		}
		if (Date.now() > end) {
			throw new Error(`waited in vain for ${what}`);
		}
		await new Promise((again) => setTimeout(again, 50));
	}
}

/** For expect.poll: a list that is being read may be empty meanwhile. */
export const patiently = { timeout: 10_000 };
