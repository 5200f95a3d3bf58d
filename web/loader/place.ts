// Where the loader is: on which page, and from which server.

/** Whom the loader works for. */
export interface Place {
	/** The server's origin. */
	readonly host: string;
	readonly site: string;
	/** Empty for the site's own settings. */
	readonly campaign: string;
}

/** Reads the loader's own tag; its address may say what attributes do not. */
export function placeOf(tag: HTMLScriptElement): Place {
	const { origin, searchParams } = new URL(tag.src);
	const said = (name: string) => tag.dataset[name] ?? searchParams.get(name) ?? "";
	return { host: origin, site: said("site"), campaign: said("campaign") };
}

/** The page as it is now. */
export function page() {
	return { title: document.title, url: location.href };
}

/** The page's language, else the browser's. */
export function language(): string {
	return document.documentElement.lang || navigator.language;
}

/** What browsers have that is not in the compiler's library yet. */
declare global {
	interface Window {
		readonly Temporal?: { readonly Now: { timeZoneId(): string } };
	}
}

/** What is known of the device. Making a formatter only to ask it for its zone takes a slow one 20 ms. */
export function device() {
	return {
		timeZone: window.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
		screen: `${screen.width}x${screen.height}`,
	};
}
