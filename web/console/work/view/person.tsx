// Names of people, and the round marks that stand for them.
import { useTexts } from "../../run/texts.ts";

const hues = 12;

/** The same for the same id, so that a visitor keeps a colour. */
function hueOf(id: string): number {
	let sum = 0;
	for (const c of id) {
		sum = (sum * 31 + c.charCodeAt(0)) % 9_973;
	}
	return sum % hues;
}

function initials(name: string): string {
	const words = name
		.trim()
		.split(/\s+/)
		.filter((w) => /[\p{L}\p{N}]/u.test(w));
	const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
	return letters
		.map((w) => [...(w ?? "")].find((c) => /[\p{L}\p{N}]/u.test(c)) ?? "")
		.join("")
		.toUpperCase();
}

/** A round mark with initials. */
export function Mark({
	id,
	name,
	dim = false,
}: {
	readonly id: string;
	readonly name: string;
	readonly dim?: boolean;
}) {
	return (
		<span className="avatar" data-hue={hueOf(id)} data-dim={dim} aria-hidden>
			{initials(name) || "·"}
		</span>
	);
}

/** A visitor's name, or what stands for it. */
export function Name({ name }: { readonly name: string }) {
	const t = useTexts("work");
	return <bdi>{name === "" ? t("visitor.unnamed") : name}</bdi>;
}
