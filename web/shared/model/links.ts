// Finds what can be clicked in a text that somebody wrote. Everything else stays text:
// the view makes text nodes of it, never markup.

/** A piece of a text; one with an address is a link. */
export interface Piece {
	readonly text: string;
	readonly href?: string;
}

const candidate = /(?:https?:\/\/|mailto:|www\.)[^\s<>"'`\p{C}]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/giu;
const trailing = /[.,;:!?…。、！？，]+$/u;
const brackets: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Splits a text into pieces, which together are the text. */
export function pieces(text: string): Piece[] {
	const found: Piece[] = [];
	let from = 0;
	for (const match of text.matchAll(candidate)) {
		const link = trim(match[0]);
		const href = addressOf(link);
		if (href === undefined) {
			continue;
		}
		if (match.index > from) {
			found.push({ text: text.slice(from, match.index) });
		}
		found.push({ text: link, href });
		from = match.index + link.length;
	}
	if (from < text.length) {
		found.push({ text: text.slice(from) });
	}
	return found;
}

/** Punctuation after an address, and a bracket that was not opened in it, are not of it. */
function trim(link: string): string {
	for (;;) {
		const shorter = withoutBracket(link.replace(trailing, ""));
		if (shorter === link) {
			return link;
		}
		link = shorter;
	}
}

function withoutBracket(link: string): string {
	const last = link.at(-1) ?? "";
	const opening = brackets[last];
	if (opening === undefined) {
		return link;
	}
	const times = (c: string) => link.split(c).length;
	return times(last) > times(opening) ? link.slice(0, -1) : link;
}

/** Where a link leads; undefined for what is none of http, https and mailto. */
function addressOf(link: string): string | undefined {
	if (/^mailto:/i.test(link)) {
		const to = link.slice("mailto:".length);
		return /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(to) ? `mailto:${to}` : undefined;
	}
	if (/^https?:\/\//i.test(link)) {
		return hostOf(link) === "" ? undefined : link;
	}
	if (/^www\./i.test(link)) {
		return hostOf(`https://${link}`) === "" ? undefined : `https://${link}`;
	}
	return `mailto:${link}`;
}

// A name or password before the host would hide where the link leads.
function hostOf(url: string): string {
	const authority = /^https?:\/\/([^/?#\\]*)/i.exec(url)?.[1] ?? "";
	return /^[^@]*$/.test(authority) && /[\p{L}\p{N}]/u.test(authority) ? authority : "";
}
