// The steps of the beginning: each may be passed over and come back to.

/** In their order. */
export const steps = ["name", "look", "install", "team", "done"] as const;

/** One of them. */
export type StepName = (typeof steps)[number];

/** The one after it; the last one stays. */
export function after(step: StepName): StepName {
	return steps[steps.indexOf(step) + 1] ?? step;
}

const letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // none that look alike

/** A password to hand over, of random bytes: 18 characters of 55, 104 bits. */
export function passwordOf(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
	const found: string[] = [];
	while (found.length < 18) {
		for (const byte of random(new Uint8Array(32))) {
			const letter = letters[byte & 63];
			if (letter !== undefined && found.length < 18) {
				found.push(letter);
			}
		}
	}
	return found.join("");
}

/** The first page of those that visitors look at; undefined before somebody has come. */
export function firstSeen<Page extends { readonly url: string }>(
	pages: Iterable<{ readonly page: Page }>,
): Page | undefined {
	for (const { page } of pages) {
		if (page.url !== "") {
			return page;
		}
	}
	return undefined;
}
