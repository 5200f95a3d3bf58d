// Files that are dragged over a part of the window.
import { useEffect, useState } from "preact/hooks";
import type { Shown } from "./context.ts";

/** What files are dragged over. */
export interface Over {
	readonly over: { readonly current: HTMLElement | null };
}

/** Takes files that are dropped on an element, and says so while some are over it. */
export function DropZone({ over, read, files }: Shown & Over) {
	const [dragged, setDragged] = useState(false);
	useEffect(() => {
		const element = over.current;
		if (element === null) {
			return;
		}
		const ended = new AbortController();
		const on = (type: "dragover" | "dragleave" | "drop", then: (e: DragEvent) => void) =>
			element.addEventListener(type, then, { signal: ended.signal });
		on("dragover", (e) => {
			if (e.dataTransfer?.types.includes("Files")) {
				e.preventDefault();
				setDragged(true);
			}
		});
		on("dragleave", (e) => {
			if (!element.contains(e.relatedTarget as Node | null)) {
				setDragged(false);
			}
		});
		on("drop", (e) => {
			e.preventDefault();
			setDragged(false);
			files.send(e.dataTransfer?.files ?? []);
		});
		return () => ended.abort();
	}, [over, files]);
	return dragged ? <div class="drop">{read("file.drop")}</div> : null;
}
