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

/** Listens for keys until the function that it gives is called. */
export function listen(): () => void {
	let begun = "";
	let at = 0;
	const pressed = (e: KeyboardEvent) => {
		if (e.defaultPrevented || e.isComposing || inDialog(e.target)) {
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
	addEventListener("keydown", pressed);
	return () => removeEventListener("keydown", pressed);
}

function isWriting(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

// Dialogs and menus have keys of their own.
function inDialog(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;
}
