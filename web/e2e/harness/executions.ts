// Finds out whether anything of a text became part of a page, or ran.
import type { BrowserContextOptions, Page } from "playwright-core";
import type { World } from "./world.ts";

/** A browser in which a payload that runs is found out. */
export async function watched(w: World, ran: string[], options: BrowserContextOptions = {}): Promise<Page> {
	const page = await w.visitor(options);
	await page.context().exposeBinding("pwned", ({ frame }) => {
		ran.push(frame.url());
	});
	page.on("dialog", (d) => {
		ran.push(d.message());
		void d.dismiss();
	});
	return page;
}

/** What of a payload became an element, or an address that runs. */
export function elements(page: Page): Promise<string[][]> {
	const look = () => {
		const here: Document | ShadowRoot = document.querySelector("parley-chat")?.shadowRoot ?? document;
		const bad = here.querySelectorAll(
			"script:not([src]), iframe[srcdoc], object, embed, base, meta[http-equiv], marquee, math, template, style, link:not([rel=stylesheet],[rel=icon],[rel=modulepreload]), [onerror], [onload], [onfocus], [onclick]",
		);
		const links = [...here.querySelectorAll<HTMLAnchorElement>("a[href]")].filter(
			(a) => !["http:", "https:", "mailto:"].includes(a.protocol),
		);
		return [...bad, ...links].map((e) => e.outerHTML);
	};
	return Promise.all(page.frames().map((f) => f.evaluate(look)));
}
