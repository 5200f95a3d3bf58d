// Where the texts are that the first look does not need.
import type { Loaded } from "./texts.ts";

/** What loads them, by their places. */
export const more = import.meta.glob<Loaded>(["../texts/*.json", "!../texts/{shell,work}.*.json"]);
