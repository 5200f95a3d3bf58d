// Colours that can be read: of a campaign's colour come the one that is filled, what is
// written on it, and the one that is written on the page.

/** The colours of a theme, as CSS has them. */
export interface Palette {
	/** Of buttons and the visitor's messages. */
	readonly fill: string;
	/** On that. */
	readonly onFill: string;
	/** Of links and other texts that are to be seen, on the page and on what is raised. */
	readonly ink: string;
}

type RGB = readonly [number, number, number];

const enough = 4.5; // the contrast that WCAG 2.2 AA asks of texts
const white: RGB = [255, 255, 255];
const nearBlack: RGB = [17, 24, 39];

/** The palette of a colour such as "#2b6cb0" on a page; all is as near to it as can be read. */
export function paletteOf(color: string, background: string, raised: string): Palette {
	const wanted = parse(color);
	const page = parse(background);
	const dark = luminance(page) < 0.2;
	const fill = seen(wanted, page);
	const onFill = contrast(white, fill) >= enough ? white : nearBlack;
	return {
		fill: text(contrast(onFill, fill) >= enough ? fill : until(fill, nearBlack, (c) => contrast(white, c))),
		onFill: text(contrast(onFill, fill) >= enough ? onFill : white),
		ink: text(until(wanted, dark ? white : nearBlack, (c) => contrast(c, parse(raised)))),
	};
}

/** A fill stands out against the page as parts of buttons have to: 3 to 1. */
function seen(fill: RGB, page: RGB): RGB {
	const towards = luminance(page) < 0.2 ? white : nearBlack;
	return until(fill, towards, (c) => contrast(c, page), 3);
}

/** Goes from one colour to another until there is contrast enough. */
function until(from: RGB, to: RGB, measure: (c: RGB) => number, least = enough): RGB {
	for (let part = 0; part < 1; part += 0.04) {
		const c = mixed(from, to, part);
		if (measure(c) >= least) {
			return c;
		}
	}
	return to;
}

function mixed(a: RGB, b: RGB, part: number): RGB {
	const at = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * part);
	return [at(0), at(1), at(2)];
}

/** The contrast of two colours as WCAG has it: 1 to 21. */
export function contrastOf(a: string, b: string): number {
	return contrast(parse(a), parse(b));
}

function contrast(a: RGB, b: RGB): number {
	const [x, y] = [luminance(a), luminance(b)];
	return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance([r, g, b]: RGB): number {
	return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function linear(part: number): number {
	const s = part / 255;
	return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
}

function parse(color: string): RGB {
	const n = Number.parseInt(color.slice(1), 16) || 0;
	return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

function text(c: RGB): string {
	return `#${c.map((n) => n.toString(16).padStart(2, "0")).join("")}`;
}
