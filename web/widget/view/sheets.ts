// Styles that come with code that is loaded later.

/** Adds styles to the document, by the CSS object model: the policy allows no inline ones. */
export function addStyles(css: string): void {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
