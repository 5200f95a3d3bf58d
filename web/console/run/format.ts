// Times, numbers and lists as the language writes them.
import { useSyncExternalStore } from "react";
import { useLanguage } from "./texts.ts";

/** Writers for one language. */
export interface Format {
	/** The time of day. */
	readonly time: (at: number) => string;
	/** Day and time. */
	readonly moment: (at: number) => string;
	/** The day alone, the same for all times of a day. */
	readonly day: (at: number) => string;
	/** The time of day of today, and of other days the date. */
	readonly short: (at: number, now: number) => string;
	/** How long something has been going on: "3 min". */
	readonly span: (ms: number) => string;
	/** How long something short took: "138 ms", "15 s". */
	readonly took: (ms: number) => string;
	readonly size: (bytes: number) => string;
}

const formats = new Map<string, Format>();

/** The writers of a language, made once. */
export function formatOf(language: string): Format {
	let format = formats.get(language);
	if (format === undefined) {
		format = make(language);
		formats.set(language, format);
	}
	return format;
}

// The browser may say of which region a language is, and so how times are written.
function regional(language: string): string {
	return navigator.languages.find((l) => l.toLowerCase().startsWith(`${language}-`)) ?? language;
}

/** The writers of the language that is spoken. */
export function useFormat(): Format {
	return formatOf(regional(useLanguage()));
}

function make(language: string): Format {
	const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
	const date = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
	const day = new Intl.DateTimeFormat(language, {
		weekday: "long",
		day: "numeric",
		month: "long",
		year: "numeric",
	});
	const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
	const unit = (name: string) =>
		new Intl.NumberFormat(language, {
			style: "unit",
			unit: name,
			unitDisplay: "narrow",
			maximumFractionDigits: 1,
		});
	const units = {
		ms: unit("millisecond"),
		second: unit("second"),
		minute: unit("minute"),
		hour: unit("hour"),
		day: unit("day"),
	};
	const sizes = [unit("byte"), unit("kilobyte"), unit("megabyte"), unit("gigabyte")];
	return {
		time: (at) => time.format(at),
		moment: (at) => moment.format(at),
		day: (at) => day.format(at),
		short: (at, now) => (day.format(at) === day.format(now) ? time : date).format(at),
		span: (ms) => {
			const s = Math.max(0, Math.floor(ms / 1_000));
			if (s < 60) {
				return units.second.format(s);
			}
			if (s < 3_600) {
				return units.minute.format(Math.floor(s / 60));
			}
			return s < 86_400 ? units.hour.format(Math.floor(s / 3_600)) : units.day.format(Math.floor(s / 86_400));
		},
		took: (ms) => (ms < 1_000 ? units.ms.format(ms) : units.second.format(ms / 1_000)),
		size: (bytes) => {
			const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : bytes < 1_000_000_000 ? 2 : 3;
			return (sizes[step] ?? units.second).format(bytes / 1_000 ** step);
		},
	};
}

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function watch(changed: () => void): () => void {
	watchers.add(changed);
	timer ??= setInterval(() => {
		now = Date.now();
		for (const w of watchers) {
			w();
		}
	}, 1_000);
	return () => {
		watchers.delete(changed);
		if (watchers.size === 0) {
			clearInterval(timer);
			timer = undefined;
		}
	};
}

/** The time in milliseconds, told anew in steps, a second long if they are not said to be longer. */
export function useNow(step = 1_000): number {
	return useSyncExternalStore(
		watch,
		() => Math.floor((timer === undefined ? Date.now() : now) / step) * step,
	);
}
