// Where the focus goes in a list that is edited within a form.
import { type RefObject, useEffect, useRef } from "react";

/**
 * What was added has the focus, at its first input or select, when the function that it gives was
 * called before; where the focus went with what was taken away, what adds has it.
 */
export function useFocusInList(place: RefObject<HTMLElement | null>, count: number): () => void {
	const isNew = useRef(false);
	const before = useRef(count);
	useEffect(() => {
		const wants = isNew.current
			? place.current?.querySelector<HTMLElement>("li:last-of-type :is(input, select)")
			: count < before.current && document.activeElement === document.body
				? place.current?.querySelector<HTMLElement>(".addfield:is(button), .addfield select")
				: undefined;
		wants?.focus();
		isNew.current = false;
		before.current = count;
	}, [count, place]);
	return () => {
		isNew.current = true;
	};
}
