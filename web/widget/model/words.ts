// The texts that the widget says, by key.

import type * as texts from "../../shared/model/texts.ts";
import type en from "../../shared/texts/en.json";

/** Names a text. */
export type Key = keyof typeof en;

/** Reads texts in the language of the page. */
export type Reader = texts.Reader<Key>;

/** A text that is still to be read. */
export type Said = texts.Said<Key>;
