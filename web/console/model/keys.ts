// Keys that do something: one with modifiers, such as "Alt+ArrowDown", or letters after
// each other, such as "g w".

/** A key as the browser tells it. */
export interface Pressed {
	readonly key: string;
	readonly alt: boolean;
	/** Control, or on a Mac the command key. */
	readonly control: boolean;
	/** Something is being written, so that letters are letters. */
	readonly writing: boolean;
}

/** What a press leads to. */
export interface Outcome {
	/** The keys that were found, undefined for none. */
	readonly keys: string | undefined;
	/** What was pressed of longer ones, to be told with the next press. */
	readonly begun: string;
}

/** Looks for the keys that a press completes, among those that there are. */
export function press(p: Pressed, begun: string, there: readonly string[]): Outcome {
	const name = nameOf(p);
	const plain = !p.alt && !p.control;
	if (name === undefined || (plain && p.writing && p.key !== "Escape")) {
		return { keys: undefined, begun: "" };
	}
	const whole = begun === "" ? name : `${begun} ${name}`;
	const found = [whole, name].find((k) => there.includes(k));
	if (found !== undefined) {
		return { keys: found, begun: "" };
	}
	return { keys: undefined, begun: there.some((k) => k.startsWith(`${name} `)) ? name : "" };
}

function nameOf(p: Pressed): string | undefined {
	if (["Alt", "Control", "Meta", "Shift"].includes(p.key)) {
		return undefined;
	}
	const key = p.key.length === 1 ? p.key.toLowerCase() : p.key;
	return `${p.control ? "Control+" : ""}${p.alt ? "Alt+" : ""}${key}`;
}

const shown: Readonly<Record<string, string>> = {
	ArrowUp: "↑",
	ArrowDown: "↓",
	Escape: "Esc",
	Control: "Ctrl",
};

/** The caps of keys, as they are shown one by one. */
export function caps(keys: string): string[] {
	return keys.split(/[ +]/).map((k) => shown[k] ?? (k.length === 1 ? k.toUpperCase() : k));
}
