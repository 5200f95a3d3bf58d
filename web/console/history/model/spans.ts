// How long something took.

/** The seconds of a span as the API writes it: 00:11:00, from a day on 1.00:00:00. */
export function secondsOf(span: string): number {
	const [, days = "0", hours = "0", minutes = "0", seconds = "0"] =
		/^(?:(\d+)\.)?(\d+):(\d+):(\d+)$/.exec(span) ?? [];
	return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** Seconds as people read them: 0:45, 3:05, 1:02:03. */
export function clockOf(seconds: number): string {
	const whole = Math.round(seconds);
	const two = (n: number) => String(n).padStart(2, "0");
	const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
