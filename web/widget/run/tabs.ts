// Other tabs of this browser with the same visitor: what they have not sent yet, and
// which of them are gone.
import type { Outbox } from "../../shared/model/outbox.ts";

interface Told {
	readonly tab: string;
	/** Absent when somebody only asks. */
	readonly box?: Outbox;
	/** The server takes no more connections of this visitor: whoever is not looked at gives its up. */
	readonly crowded?: true;
}

/** What the other tabs are, for one of them. */
export class Tabs {
	private channel: BroadcastChannel | undefined;
	private readonly others = new Map<string, Outbox>();
	private readonly watched = new Set<string>();
	private own: Outbox = [];
	private leave: (() => void) | undefined;

	constructor(
		private readonly name: string,
		private readonly tab: string,
		private readonly changed: (foreign: Outbox) => void,
		private readonly gone: (tab: string) => Promise<void>,
		private readonly crowded: () => void = () => {},
	) {
		this.channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(name) : undefined;
		this.channel?.addEventListener("message", (e) => this.heard(e.data as Told));
	}

	/** Tells the others that this tab is there, for as long as it is. */
	enter(): void {
		this.channel?.postMessage({ tab: this.tab } satisfies Told);
		this.hold(this.tab, () => new Promise((leave) => this.onLeave(leave)));
	}

	/** Ends that. */
	close(): void {
		this.leave?.();
		this.channel?.close();
		this.channel = undefined; // what is still under way is told to nobody
	}

	/** Tells the others what this tab has not sent. */
	publish(box: Outbox): void {
		if (box !== this.own) {
			this.own = box;
			this.channel?.postMessage({ tab: this.tab, box } satisfies Told);
		}
	}

	/** Asks the others for one of their connections. */
	askForRoom(): void {
		this.channel?.postMessage({ tab: this.tab, crowded: true } satisfies Told);
	}

	/** Notes what another tab was left with, and what is to be done when that tab is gone. */
	knew(tab: string, box: Outbox): void {
		this.others.set(tab, box);
		this.watch(tab);
	}

	private onLeave(leave: (value: unknown) => void): void {
		this.leave = () => leave(undefined);
	}

	private heard(told: Told): void {
		if (told.crowded) {
			this.crowded();
			return;
		}
		if (told.box === undefined) {
			this.channel?.postMessage({ tab: this.tab, box: this.own } satisfies Told);
			return;
		}
		this.others.set(told.tab, told.box);
		this.changed([...this.others.values()].flat());
		this.watch(told.tab);
	}

	// A tab holds its lock while it lives. Of those who wait for it each takes its turn,
	// so that the first takes over what the others then do not find any more.
	private watch(tab: string): void {
		if (this.watched.has(tab)) {
			return;
		}
		this.watched.add(tab);
		this.hold(tab, async () => {
			await this.gone(tab);
			this.watched.delete(tab);
			this.others.delete(tab);
			this.changed([...this.others.values()].flat());
		});
	}

	// Without locks nobody knows who is gone: each takes over all, and the server obeys
	// each command once.
	private hold(tab: string, then: () => Promise<unknown>): void {
		if (navigator.locks === undefined) {
			void (tab === this.tab ? undefined : then());
			return;
		}
		void navigator.locks.request(`${this.name}/${tab}`, then).catch(() => undefined);
	}
}

/**
 * Runs one after the other what several tabs would do at once. It waits for the others
 * no longer than that.
 */
export async function alone<T>(name: string, ms: number, what: () => Promise<T>): Promise<T> {
	if (navigator.locks === undefined) {
		return what();
	}
	try {
		const signal = AbortSignal.timeout(ms);
		return await navigator.locks.request(name, { signal }, what);
	} catch (e) {
		if (e instanceof DOMException) {
			return what(); // locks are denied, or another tab hangs
		}
		throw e;
	}
}
