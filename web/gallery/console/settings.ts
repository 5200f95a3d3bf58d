// What the server in the page has of the site's settings: lists by the address of each, of
// which one is answered below its id.

const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;

const words = [
	["Arabic", "Writes and reads it."],
	["Dutch", ""],
	["French", ""],
	["German", ""],
	["Hebrew", ""],
	["Refunds", "May pay back up to 200 €."],
	["Repairs", "Knows the workshop, and what a repair costs."],
	["Spanish", ""],
	["Wholesale", "Knows the price lists of shops that buy from us."],
] as const;

/** Each list by its address. */
export const settings: Readonly<Record<string, readonly { readonly id: string }[]>> = {
	"/v4/global/skills": words.map(([name, description], i) => ({ id: guid(1000 + i), name, description })),
};

/** One of a list; undefined for no such address. */
export function oneOf(pathname: string): unknown {
	const at = pathname.lastIndexOf("/");
	return settings[pathname.slice(0, at)]?.find((one) => one.id === pathname.slice(at + 1));
}
