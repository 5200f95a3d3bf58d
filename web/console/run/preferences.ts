// What somebody prefers on this device.
import { create } from "zustand";
import { persist } from "zustand/middleware";

/** How the console looks and tells of news. */
export interface Preferences {
	readonly theme: "auto" | "light" | "dark";
	/** A tag, or empty for the browser's language. */
	readonly language: string;
	/** A sound tells of offers and messages. */
	readonly sound: boolean;
	/** So does the desktop, when it allows that. */
	readonly desktop: boolean;
	/** Names of one's own for being away, the latest first. */
	readonly away: readonly string[];
	/** Somebody is signed in, so that going on is worth a try. */
	readonly signedIn: boolean;
	/** The visitor's details stand beside a chat. */
	readonly details: boolean;
}

// Where there is no room beside a chat, its details would lie above it.
const details = matchMedia("(min-width: 1081px)").matches;

const usual: Preferences = {
	theme: "auto",
	language: "",
	sound: true,
	desktop: false,
	details,
	away: [],
	signedIn: false,
};

/** The preferences, kept in the browser. */
export const usePreferences = create<Preferences>()(persist(() => usual, { name: "parley.console" }));

/** Changes some of them. */
export function prefer(some: Partial<Preferences>): void {
	usePreferences.setState(some);
}
