// What a browser says it is, in the two words that tell people their devices apart.

const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
	// Nearly all say that they are Chrome and Safari as well: the ones that say more come first.
	["Edge", /\bEdg(?:e|A|iOS)?\//],
	["Opera", /\bOPR\//],
	["Samsung Internet", /\bSamsungBrowser\//],
	["Firefox", /\b(?:Firefox|FxiOS)\//],
	["Chrome", /\b(?:(?:Headless)?Chrome|CriOS|Chromium)\//],
	["Safari", /\bVersion\/.*\bSafari\//],
];

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
	["iOS", /\b(?:iPhone|iPad|iPod)\b/],
	["Android", /\bAndroid\b/],
	["Windows", /\bWindows\b/],
	["macOS", /\bMac OS X\b|\bMacintosh\b/],
	["ChromeOS", /\bCrOS\b/],
	["Linux", /\bLinux\b|\bX11\b/],
];

const first = (all: typeof browsers, agent: string) => all.find(([, sign]) => sign.test(agent))?.[0];

/** Browser and system; of what is no browser the name that it gives itself; empty for nothing. */
export function deviceOf(userAgent: string): string {
	const known = [first(browsers, userAgent), first(systems, userAgent)].filter((n) => n !== undefined);
	return known.length > 0 ? known.join(" · ") : (/^[^\s/]{1,40}/.exec(userAgent)?.[0] ?? "");
}
