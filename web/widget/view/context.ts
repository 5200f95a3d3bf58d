// What every view is given.
import type { App } from "../model/app.ts";
import type { Happening } from "../model/happenings.ts";
import type { Reader } from "../model/words.ts";

/** What a view shows, and whom it tells what the visitor does. */
export interface Shown {
	readonly app: App;
	readonly read: Reader;
	/** The language, as a tag. */
	readonly tag: string;
	readonly now: number;
	readonly do: (h: Happening) => void;
	readonly files: Files;
}

/** What views can do with files. */
export interface Files {
	send(files: Iterable<File>): void;
	/** The content of a file of the chat. */
	load(key: string): Promise<Blob>;
}
