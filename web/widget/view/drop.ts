// Files that are dragged over a part of the window.
import { useEffect, useState } from "preact/hooks";

/** Takes files that are dropped on an element, while it may; tells whether some are over it. */
export function useDrop(
	box: { readonly current: HTMLElement | null },
	may: boolean,
	drop: (files: Iterable<File>) => void,
): boolean {
	const [over, setOver] = useState(false);
	useEffect(() => {
		const element = box.current;
		if (element === null || !may) {
			return;
		}
		const ended = new AbortController();
		const on = (type: "dragover" | "dragleave" | "drop", then: (e: DragEvent) => void) =>
			element.addEventListener(type, then, { signal: ended.signal });
		on("dragover", (e) => {
			if (e.dataTransfer?.types.includes("Files")) {
				e.preventDefault();
				setOver(true);
			}
		});
		on("dragleave", (e) => {
			if (!element.contains(e.relatedTarget as Node | null)) {
				setOver(false);
			}
		});
		on("drop", (e) => {
			e.preventDefault();
			setOver(false);
			drop(e.dataTransfer?.files ?? []);
		});
		return () => ended.abort();
	}, [box, may, drop]);
	return over;
}
