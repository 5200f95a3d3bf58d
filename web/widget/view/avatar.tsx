// A small sign of who speaks.
import { Icon } from "./icons.tsx";

/** The initials of a name, or a sign for a bot. */
export function Avatar({ name, bot = false }: { name: string; bot?: boolean }) {
	return (
		<span class="avatar" aria-hidden="true">
			{bot ? <Icon name="bot" /> : initials(name)}
		</span>
	);
}

function initials(name: string): string {
	const words = name.trim().split(/\s+/);
	const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
	return letters
		.map((w) => [...(w ?? "")][0] ?? "")
		.join("")
		.toLocaleUpperCase();
}
