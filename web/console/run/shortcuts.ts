// The keys that do something on the page that is shown.
import { useEffect, useEffectEvent } from "react";
import { create } from "zustand";
import { press } from "../model/keys.ts";

/** What keys do. */
export interface Shortcut {
	readonly keys: string;
	/** What it does, in the language of the page. */
	readonly text: string;
	/** What it belongs to, in the same. */
	readonly group: string;
	readonly act: () => void;
}

/** The shortcuts that there are now; later ones go before earlier ones of the same keys. */
export const useShortcuts = create<{ readonly all: readonly Shortcut[] }>()(() => ({ all: [] }));

/** Has keys do something as long as the view is shown. */
export function useShortcut(
	keys: string,
	text: string,
	group: string,
	act: () => void,
	enabled = true,
): void {
	const now = useEffectEvent(act);
	useEffect(() => {
		if (!enabled) {
			return;
		}
		const own: Shortcut = { keys, text, group, act: () => now() };
		useShortcuts.setState(({ all }) => ({ all: [...all, own] }));
		return () => useShortcuts.setState(({ all }) => ({ all: all.filter((s) => s !== own) }));
	}, [keys, text, group, enabled]);
}

const sequenceWithin = 1_500; // ms, between two letters of one shortcut

/**
 * Listens for keys from now on. To be called before anything is rendered: what is open is looked
 * for before a dialog hears of the key that closes it, and those that listen hear in their order.
 */
export function listen(): void {
	let begun = "";
	let at = 0;
	let taken = false;
	const before = () => {
		taken = [...document.querySelectorAll(hasKeys)].some((e) => e.checkVisibility());
	};
	const pressed = (e: KeyboardEvent) => {
		if (e.defaultPrevented || e.isComposing || taken) {
			return;
		}
		const { all } = useShortcuts.getState();
		const outcome = press(
			{ key: e.key, alt: e.altKey, control: e.ctrlKey || e.metaKey, writing: isWriting(e.target) },
			e.timeStamp - at < sequenceWithin ? begun : "",
			all.map((s) => s.keys),
		);
		begun = outcome.begun;
		at = e.timeStamp;
		const found = all.findLast((s) => s.keys === outcome.keys);
		if (found !== undefined) {
			e.preventDefault();
			found.act();
		}
	};
	addEventListener("keydown", before, { capture: true });
	addEventListener("keydown", pressed);
}

// Dialogs, menus and lists to choose from have keys of their own as long as they are open,
// wherever the focus is: it comes into them a moment after they are shown.
const hasKeys = "[role=dialog], [role=menu], [role=listbox]";

function isWriting(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}
