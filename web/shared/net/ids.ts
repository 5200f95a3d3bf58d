// Ids that a browser makes.

/** A new random UUID. Browsers have crypto.randomUUID only in pages that came over https. */
export function newID(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
	const variant = "89ab"[(bytes[8] ?? 0) & 3];
	return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, `$1-$2-4$3-${variant}$4-`);
}
