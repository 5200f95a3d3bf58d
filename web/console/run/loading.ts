// Parts of the console that are loaded when they are wanted.

/** A part of the console could not be loaded. Browsers try that once, until the page is loaded anew. */
export class NotLoaded extends Error {
	override name = "NotLoaded";
}

/** What is loaded, or an error that says so. */
export function loaded<T>(loading: Promise<T>): Promise<T> {
	return loading.catch((cause: unknown) => {
		throw new NotLoaded(String(cause), { cause });
	});
}
