// Where one is in the settings: the part of the address after /settings/.

/** A page, and what it shows one of. */
export interface Place {
	/** The page's name; empty for none. */
	readonly page: string;
	/** The id of what is shown, "new" for what is made, undefined for the list. */
	readonly id: string | undefined;
}

/** The id of what there is not yet. */
export const newId = "new";

/** Reads a part of an address; undefined for one that leads nowhere. */
export function placeOf(splat: string): Place | undefined {
	const [page = "", id, ...rest] = splat.replace(/\/$/, "").split("/");
	return rest.length > 0 || id === "" ? undefined : { page, id };
}

/** Writes it. */
export function splatOf(page: string, id?: string): string {
	return id === undefined ? page : `${page}/${id}`;
}
