// The button, and the place of the widget's frame: in a shadow tree, so that the page's
// styles do not reach them, and without inline styles, which a page's policy may forbid.
import type { FrameState } from "../shared/model/bridge.ts";

/** How it all looks, as the settings say. */
export interface Look {
	readonly color?: string;
	readonly position?: string;
	readonly offsetX?: number;
	readonly offsetY?: number;
}

/** What is drawn. */
export interface Drawing {
	/** Writes on the button, with how many messages are unread. */
	label(text: string, unread: number): void;
	/** Puts the frame where and as large as it is to be. */
	place(frame: HTMLIFrameElement, state: FrameState, height?: number): void;
}

/** Draws the button. */
export function draw(look: Look, clicked: () => void): Drawing {
	const root = document.createElement("parley-chat");
	const shadow = root.attachShadow({ mode: "open" });
	const sheet = new CSSStyleSheet();
	const button = document.createElement("button");
	const name = document.createElement("span");
	const count = document.createElement("b");
	sheet.replaceSync(styles(look));
	shadow.adoptedStyleSheets = [sheet];
	button.dir = "auto";
	button.onclick = clicked;
	button.append(name, count);
	shadow.append(button);
	(document.body ?? document.documentElement).append(root);
	return {
		label: (text, unread) => {
			name.textContent = text;
			count.textContent = `${unread || ""}`;
		},
		place: (frame, state, height) => {
			const leaves = state === "closed" && shadow.activeElement === frame;
			frame.className = button.className = state;
			frame.style.height = state === "invitation" ? `${height}px` : "";
			button.ariaExpanded = `${state === "open"}`;
			if (!frame.parentNode) {
				shadow.append(frame);
			}
			if (leaves) {
				button.focus();
			}
		},
	};
}

const buttonHeight = 48;
const gap = 12;

/**
 * The styles of button and frame. On the button stands white where that can be read at 4.5 to 1,
 * else black: a colour of the lightness 49.4 is as far from one as from the other.
 */
export function styles({ color = "", position, offsetX = 20, offsetY = 20 }: Look): string {
	const fill = /^#\w{6}$/.test(color) ? color : "#2b6cb0";
	const above = +offsetY + buttonHeight + gap;
	const width = `100vw - ${2 * +offsetX}px`;
	const height = `calc(100dvh - ${above + gap}px)`;
	return (
		":host{all:initial!important}" +
		`button,iframe{position:fixed;${position === "left" ? position : "right"}:${+offsetX}px;z-index:999999999;max-width:calc(${width});border:1px solid transparent;box-shadow:0 4px 16px #0005}` +
		`button{bottom:${+offsetY}px;display:flex;align-items:center;gap:8px;min-height:${buttonHeight}px;padding:0 18px;border-radius:24px;background:${fill};color:#fff;color:lab(from ${fill} calc((49.4 - l)*infinity) 0 0);font:600 16px system-ui;cursor:pointer}` +
		`button:before{content:"";padding:11px;background:currentColor;clip-path:path("M2 3h20v14H9l-5 4v-4H2z")}` +
		"b{position:absolute;top:-8px;right:0;padding:4px 8px;border-radius:16px;background:#b91c1c;color:#fff}" +
		":host([alone]) button,b:empty{display:none}" +
		`iframe{bottom:${above}px;width:384px;height:640px;max-height:${height};border-radius:16px;background:#8882}` +
		"iframe.closed{visibility:hidden}" +
		"@media(max-width:480px){iframe.open{inset:0;width:100%;max-width:100%;height:100%;max-height:100%;border:0;border-radius:0}button.open{display:none}}"
	);
}
