// Texts that would run a script, if anything took them for more than text: vectors, each
// in the contexts that it would have to break out of.

/** What they call; a test makes it known to every frame. */
const call = "pwned()";

/** Things that run when they become part of a page, or are followed. */
const vectors: readonly string[] = [
	`<script>${call}</script>`,
	`<script src="data:text/javascript,${call}"></script>`,
	`<img src=x onerror=${call}>`,
	`<img src=x:x onerror="${call}" alt="">`,
	`<svg onload=${call}>`,
	`<svg><animate onbegin=${call} attributeName=x dur=1s>`,
	`<svg><script>${call}</script></svg>`,
	`<body onload=${call}>`,
	`<iframe src="javascript:parent.${call}"></iframe>`,
	`<iframe srcdoc="<script>parent.${call}</script>"></iframe>`,
	`<object data="javascript:${call}"></object>`,
	`<embed src="javascript:${call}">`,
	`<a href="javascript:${call}">click</a>`,
	`<a href="java\tscript:${call}">click</a>`,
	`<form action="javascript:${call}"><button>click</button></form>`,
	`<input autofocus onfocus=${call}>`,
	`<details open ontoggle=${call}>`,
	`<video><source onerror=${call}></video>`,
	`<audio src=x onerror=${call}>`,
	`<marquee onstart=${call}>`,
	`<math><mtext><table><mglyph><style><img src=x onerror=${call}>`,
	`<noscript><p title="</noscript><img src=x onerror=${call}>">`,
	`<template><img src=x onerror=${call}></template>`,
	`<link rel=stylesheet href="data:text/css,*{color:red}">`,
	`<meta http-equiv=refresh content="0;url=javascript:${call}">`,
	`<base href="javascript:${call}//">`,
	`<style>@import 'javascript:${call}';*{x:expression(${call})}</style>`,
	`javascript:${call}`,
	`JaVaScRiPt:${call}//http://a.example`,
	`data:text/html,<script>${call}</script>`,
	`vbscript:${call}`,
	`http://a.example/"onmouseover="${call}`,
	`https://a.example/?x=<script>${call}</script>`,
	`mailto:a@b.example"onclick="${call}`,
	`{{constructor.constructor('${call}')()}}`,
	`\${${call}}`,
];

/** What would end the place that a text stands in. */
const contexts: readonly ((vector: string) => string)[] = [
	(v) => v,
	(v) => `">${v}`,
	(v) => `'>${v}`,
	(v) => `--></title></textarea></style></script>${v}`,
	(v) => `" autofocus onfocus=${call} x="${v}`,
	(v) => v.replace(/</g, "&lt;").replace(/>/g, "&gt;"),
	(v) => v.replace(/[a-z]/g, (c) => (c.charCodeAt(0) % 2 ? c.toUpperCase() : c)),
	(v) => `[x](${v})`,
	(v) => `\u202e${v}\u202c`,
];

/** Every vector in every context. */
export const payloads: readonly string[] = [...new Set(contexts.flatMap((within) => vectors.map(within)))];

/** They cut into rounds. */
export function rounds(count: number): string[][] {
	const size = Math.ceil(payloads.length / count);
	return Array.from({ length: count }, (_, i) => payloads.slice(i * size, (i + 1) * size));
}
