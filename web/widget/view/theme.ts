// The colours and direction of a document.

import type { Look } from "../../shared/model/settings.ts";
import { directionOf } from "../../shared/model/texts.ts";
import { paletteOf } from "../model/color.ts";

// As style.css has them: what is raised is nearer to the writing than the page is.
const pages = { light: "#ffffff", dark: "#16191f" };
const raised = { light: "#f3f4f7", dark: "#242932" };

/** Sets language, direction and colours on the root of a document, by the CSS object model. */
export function dress(root: HTMLElement, look: Look, tag: string): void {
	root.lang = tag;
	root.dir = directionOf(tag);
	root.dataset["theme"] = look.theme;
	for (const theme of ["light", "dark"] as const) {
		const palette = paletteOf(look.color, pages[theme], raised[theme]);
		root.style.setProperty(`--${theme}-fill`, palette.fill);
		root.style.setProperty(`--${theme}-on-fill`, palette.onFill);
		root.style.setProperty(`--${theme}-ink`, palette.ink);
	}
}
