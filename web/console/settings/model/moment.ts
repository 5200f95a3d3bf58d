// Times as an input of the kind datetime-local has them: by the clocks of the browser's zone.

/** Says that there is no time any more. */
export const noTime = "0001-01-01T00:00:00Z";

/** A time of the API as the input has it; empty for none. */
export function localOf(iso: string | undefined): string {
	const at = new Date(iso ?? "");
	if (iso === undefined || iso === noTime || Number.isNaN(at.getTime())) {
		return "";
	}
	return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What was entered as the API has it. */
export function isoOf(local: string): string {
	const at = new Date(local);
	return Number.isNaN(at.getTime()) ? noTime : at.toISOString();
}
