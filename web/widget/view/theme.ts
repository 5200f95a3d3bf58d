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
	const darkness = matchMedia("(prefers-color-scheme: dark)");
	const paint = () => {
		const theme = look.theme !== "auto" ? look.theme : darkness.matches ? "dark" : "light";
		const { fill, onFill, ink } = paletteOf(look.color, pages[theme], raised[theme]);
		root.dataset["theme"] = theme;
		root.style.setProperty("--fill", fill);
		root.style.setProperty("--on-fill", onFill);
		root.style.setProperty("--ink", ink);
	};
	darkness.onchange = paint;
	paint();
}
