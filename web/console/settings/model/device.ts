// What somebody signed in with, as its user agent says.

const browsers: readonly (readonly [RegExp, string])[] = [
	[/Edg(?:e|A|iOS)?\//, "Edge"],
	[/OPR\//, "Opera"],
	[/Firefox\/|FxiOS\//, "Firefox"],
	[/Chrome\/|CriOS\//, "Chrome"],
	[/Version\/.*Safari\//, "Safari"],
];

const systems: readonly (readonly [RegExp, string])[] = [
	[/Windows/, "Windows"],
	[/Android/, "Android"],
	[/iPhone|iPad/, "iOS"],
	[/Mac OS X/, "macOS"],
	[/CrOS/, "ChromeOS"],
	[/Linux/, "Linux"],
];

const atMost = 80; // characters of one that tells neither

/** A browser and its system; of programs what they call themselves. */
export function deviceOf(userAgent: string): string {
	const first = (of: typeof browsers) => of.find(([pattern]) => pattern.test(userAgent))?.[1];
	const browser = first(browsers);
	const system = first(systems);
	const both = [browser, system].filter((name) => name !== undefined).join(" · ");
	return browser === undefined ? userAgent.slice(0, atMost) : both;
}
