// What the loader keeps in the page's storage. Where storage is forbidden nothing is
// kept, and each page begins anew.

/** What is kept in this tab: who the visit is, and whether the window is open. */
export type OfTab = "secret" | "open";
/** What is kept in this browser: how often it has come and when last, and whether a chat runs. */
export type OfBrowser = "visits" | "running";

const newVisitAfter = 30 * 60_000; // ms, as the server counts visits

/** Reads and writes what is kept for a site. */
export function keeper(site: string) {
	const store = (what: OfTab | OfBrowser, value?: string): string | null => {
		const name = `parley.${site}.${what}`;
		try {
			const storage = what === "secret" || what === "open" ? sessionStorage : localStorage;
			if (value !== undefined) {
				storage.setItem(name, value);
			}
			return storage.getItem(name);
		} catch {
			return null; // forbidden, or full
		}
	};
	const read = (what: OfTab | OfBrowser): string => store(what) || "";
	/** Counts a look at a page; gives how often this browser has come. */
	const countVisit = (now: number): number => {
		const [times, last] = read("visits").split(" ").map(Number);
		const count = (times || 0) + (now - (last || 0) < newVisitAfter ? 0 : 1);
		store("visits", `${count} ${now}`);
		return count;
	};
	return { read, write: store, countVisit };
}

/** What keeper gives. */
export type Keeper = ReturnType<typeof keeper>;
