// Tells when a page shows another address without being loaded anew.
const settlesAfter = 100; // ms, in which a page that has changed its address sets its title

/** Calls back with the address before. */
export function watchPages(changed: (from: string) => void): void {
	let at = location.href;
	const look = () => {
		const from = at;
		at = location.href;
		if (at !== from) {
			changed(from);
		}
	};
	const soon = () => setTimeout(look, settlesAfter);
	// Browsers without the first tell of steps back and forth alone.
	window.navigation?.addEventListener("currententrychange", soon);
	addEventListener("popstate", soon);
}
