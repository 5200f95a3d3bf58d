// Until when somebody is banned: for a while, for good, or until a time on the clock of the device.

/** The spans that are offered, in hours; 0 is for good. */
export const spans = [24, 168, 720, 0] as const;

/** What the API takes for "for good". */
export const forGood = "0001-01-01T00:00:00Z";

/** The time that a span from now ends at. */
export function untilAfter(hours: number, now: number): string {
	return hours === 0 ? forGood : new Date(now + hours * 3_600_000).toISOString();
}

/** Whether there is no end; the API leaves it out then. */
export function isForGood(until: string | undefined): boolean {
	return until === undefined || until === forGood;
}

/** A time as an input of the browser has it: to the minute, by the device's clock. */
export function toInput(iso: string): string {
	const at = new Date(iso);
	const two = (n: number) => String(n).padStart(2, "0");
	return Number.isNaN(at.getTime())
		? ""
		: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** And back; undefined for what is no time. */
export function fromInput(value: string): string | undefined {
	const at = new Date(value);
	return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
