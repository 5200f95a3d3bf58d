// A small sign of who speaks.
import type { Shown } from "./context.ts";
import { Icon } from "./icons.tsx";

interface Face {
	readonly name: string;
	readonly bot?: boolean;
	/** The key of a picture, which comes from the server alone. */
	readonly avatar: string;
}

/** The initials of a name, or a sign for a bot; over them the picture, once it is there. */
export function Avatar({ app, name, bot = false, avatar }: Shown & Face) {
	return (
		<span class="avatar" aria-hidden="true">
			{bot ? <Icon name="bot" /> : initials(name)}
			{avatar && (
				<img
					key={avatar}
					src={`/live/avatars/${avatar}?site=${app.settings.site}`}
					alt=""
					onError={(e) => e.currentTarget.remove()}
				/>
			)}
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
