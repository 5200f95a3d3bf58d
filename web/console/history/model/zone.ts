// Days, hours and periods by the clocks of a time zone.

/** Where and when somebody asks. */
export interface Clock {
	/** Milliseconds since 1970. */
	readonly now: number;
	/** The IANA name of a zone. */
	readonly zone: string;
}

/** A span of time: from its first moment to the first one after it, in milliseconds. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

/** A day of the calendar. */
export interface Day {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
	const known = formats.get(zone);
	if (known !== undefined) {
		return known;
	}
	const made = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		calendar: "gregory",
		numberingSystem: "latn",
		hourCycle: "h23",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
		hour: "2-digit",
		minute: "2-digit",
		second: "2-digit",
	});
	formats.set(zone, made);
	return made;
}

/** What the clocks of a zone show, as if it were UTC. */
export function shown(at: number, zone: string): number {
	const p = Object.fromEntries(
		formatOf(zone)
			.formatToParts(at)
			.map((x) => [x.type, Number(x.value)]),
	);
	const whole = Math.floor(at / 1000) * 1000;
	const clock = Date.UTC(
		p["year"] ?? 0,
		(p["month"] ?? 1) - 1,
		p["day"],
		p["hour"],
		p["minute"],
		p["second"],
	);
	return clock + (at - whole);
}

/** The day that it is in a zone. */
export function dayAt(at: number, zone: string): Day {
	return dayOf(shown(at, zone));
}

function dayOf(utc: number): Day {
	const d = new Date(utc);
	return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() };
}

/** The day so many days later; months and years are carried over. */
export function daysLater(d: Day, days: number): Day {
	return dayOf(Date.UTC(d.year, d.month - 1, d.day + days));
}

/** The first of the month so many months later. */
export function monthsLater(d: Day, months: number): Day {
	return dayOf(Date.UTC(d.year, d.month - 1 + months, 1));
}

/** 1, Monday, to 7. */
export function weekday(d: Day): number {
	return ((new Date(Date.UTC(d.year, d.month - 1, d.day)).getUTCDay() + 6) % 7) + 1;
}

/**
 * The instant at which clocks of the zone show a time, given as if it were UTC: the
 * earlier one where they show it twice, the next one where they leave it out.
 */
export function instantOf(clock: number, zone: string): number {
	const guesses = [clock - dayMs, clock + dayMs].map((at) => clock - (shown(at, zone) - at));
	const fits = guesses.filter((g) => shown(g, zone) === clock);
	return fits.length > 0 ? Math.min(...fits) : Math.max(...guesses);
}

/** The first moment of a day. */
export function startOf(d: Day, zone: string): number {
	return instantOf(Date.UTC(d.year, d.month - 1, d.day), zone);
}

/** The whole of a day. */
export function spanOfDay(d: Day, zone: string): Span {
	return { from: startOf(d, zone), to: startOf(daysLater(d, 1), zone) };
}

/** The hour of a day, of the hours that the clock shows. */
export function spanOfHour(d: Day, hour: number, zone: string): Span {
	const at = Date.UTC(d.year, d.month - 1, d.day, hour);
	return { from: instantOf(at, zone), to: instantOf(at + hourMs, zone) };
}

/** The last of the moments that the API tells apart before an instant: 100 ns. */
export function justBefore(at: number): string {
	return new Date(at - 1).toISOString().replace("Z", "9999Z");
}

/** Both ends of a span, as a condition `is` takes them. */
export function ends(span: Span): readonly [string, string] {
	return [new Date(span.from).toISOString(), justBefore(span.to)];
}

/** Words for spans that move with the calendar. */
export const periods = [
	"today",
	"yesterday",
	"last7days",
	"last30days",
	"last90days",
	"thisWeek",
	"lastWeek",
	"thisMonth",
	"lastMonth",
	"thisYear",
] as const;

/** One of them. */
export type Period = (typeof periods)[number];

/** The period of a word, undefined for anything else. */
export function periodNamed(word: string): Period | undefined {
	return periods.find((p) => p === word);
}

/** When a period is. */
export function spanOfPeriod(period: Period, { now, zone }: Clock): Span {
	const today = dayAt(now, zone);
	const [first, after] = daysOf(period, today);
	return { from: startOf(first, zone), to: startOf(after, zone) };
}

/** The first day of a period, and the one after it. */
function daysOf(period: Period, today: Day): readonly [Day, Day] {
	const tomorrow = daysLater(today, 1);
	const monday = daysLater(today, 1 - weekday(today));
	const back = (days: number): readonly [Day, Day] => [daysLater(tomorrow, -days), tomorrow];
	switch (period) {
		case "today":
			return back(1);
		case "yesterday":
			return [daysLater(today, -1), today];
		case "last7days":
			return back(7);
		case "last30days":
			return back(30);
		case "last90days":
			return back(90);
		case "thisWeek":
			return [monday, daysLater(monday, 7)];
		case "lastWeek":
			return [daysLater(monday, -7), monday];
		case "thisMonth":
			return [monthsLater(today, 0), monthsLater(today, 1)];
		case "lastMonth":
			return [monthsLater(today, -1), monthsLater(today, 0)];
		case "thisYear":
			return [
				{ year: today.year, month: 1, day: 1 },
				{ year: today.year + 1, month: 1, day: 1 },
			];
	}
}
