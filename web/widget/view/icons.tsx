// Pictures of the buttons, drawn here: nothing to load.

const paths = {
	send: "M3.4 20.4 21 12 3.4 3.6l-.02 6.53L15.5 12 3.38 13.87z",
	minimise: "m6 9 6 6 6-6",
	more: "M12 5h.01M12 12h.01M12 19h.01",
	emoji: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
	attach:
		"m20 11.5-8.4 8.4a5.2 5.2 0 0 1-7.4-7.4l8.5-8.4a3.5 3.5 0 0 1 4.9 4.9l-8.4 8.4a1.7 1.7 0 0 1-2.5-2.4l7.8-7.8",
	camera:
		"M4 8.5A1.5 1.5 0 0 1 5.5 7h2l1.4-2.2h6.2L16.5 7h2A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM12 16a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6",
	close: "M6 6l12 12M18 6 6 18",
	check: "m5 12.5 4.5 4.5L19 7.5",
	checks: "m2 12.5 4.5 4.5L15 8M11.5 16.2l.9.8L21 8",
	clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7.5V12l3 2",
	alert: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7.5v5M12 16.2h.01",
	down: "M12 5v14m6-6-6 6-6-6",
	chat: "M4 5.5h16v11h-9.5L6 20v-3.5H4z",
	bot: "M6 9.5h12v9H6zM12 9.5V5.5M9.5 13.5h.01M14.5 13.5h.01M12 5h.01M4 12.5v3M20 12.5v3",
} as const;

/** The name of a picture. */
export type IconName = keyof typeof paths;

/** A picture that says nothing that its button does not say. */
export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
	return <Picture name={name} path={paths[name]} filled={filled} />;
}

/** A picture of a path. */
export function Picture({ name, path, filled }: { name: string; path: string; filled: boolean }) {
	return (
		<svg class={`icon icon-${name}${filled ? " filled" : ""}`} viewBox="0 0 24 24" aria-hidden="true">
			<path d={path} />
		</svg>
	);
}
