// Time and chance as they are, for a driver.
import type { Surroundings } from "./driver.ts";

/** The clock, its timers, and chance. */
export const clock: Pick<Surroundings, "now" | "random" | "later"> = {
	now: () => Date.now(),
	random: () => Math.random(),
	later: (after, call) => {
		const timer = setTimeout(call, after);
		return () => clearTimeout(timer);
	},
};
