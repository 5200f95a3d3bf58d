// What is read before it is shown.
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Refusal } from "./refusal.tsx";

interface Props<T> {
	readonly query: UseQueryResult<T>;
	readonly children: (data: T) => ReactNode;
}

/** Shows something as soon as it is there, or why it is not. */
export function Loaded<T>({ query, children }: Props<T>) {
	if (query.data !== undefined) {
		return children(query.data);
	}
	return query.isError ? (
		<Refusal error={query.error} again={() => void query.refetch()} />
	) : (
		<div className="waiting" aria-busy />
	);
}
