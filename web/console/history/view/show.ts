import type { Query } from "../model/query.ts";

/** How a view tells which search is to be shown. */
export type Show = (query: Query) => void;
