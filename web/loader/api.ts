// The one name that pages see.

/** Custom variables by their names. */
export type Variables = Readonly<Record<string, unknown>>;

/** A call that a page made before the loader was there: a name, and what it is given. */
export type Call = readonly [keyof Calls, ...unknown[]];

/** What pages can call. */
export interface Calls {
	/** Shows the window. */
	open(): void;
	/** Makes it small; a chat goes on. */
	close(): void;
	/** Says who the visitor is, by a JWT that the site has signed. */
	identify(jwt: string): void;
	/** Tells custom variables of the site. */
	setCustomVariables(variables: Variables): void;
	/**
	 * Calls back at each event of a name, until the function that it gives is called; at
	 * once when the event is "ready" and that has been.
	 */
	on(name: string, call: Listener): () => void;
}

/** The object Parley. */
export interface Parley extends Calls {
	/** Takes calls at any time: before the loader was there it is a list. */
	readonly q: { push(...calls: Call[]): void };
}

/** Whoever listens for an event. */
export type Listener = (data?: unknown) => void;

/** How to listen, and how to tell those who do. */
export function teller(): [Calls["on"], (name: string, data?: unknown) => void] {
	const all: [string, Listener][] = [];
	let ready: unknown;
	return [
		(name, call) => {
			const one: [string, Listener] = [name, call];
			all.push(one);
			if (ready && name === "ready") {
				call(ready);
			}
			return () => {
				one[0] = "";
			};
		},
		(name, data) => {
			if (name === "ready") {
				ready = data;
			}
			for (const [wanted, call] of all) {
				if (wanted === name) {
					queueMicrotask(() => call(data)); // what it throws is the page's trouble alone
				}
			}
		},
	];
}

declare global {
	interface Window {
		Parley?: Partial<Calls> & { q?: { push(...calls: Call[]): void } };
	}
}
