// The button that opens the menu.
import { useRef } from "preact/hooks";
import type { Shown } from "./context.ts";
import { Icon } from "./icons.tsx";
import { lazy } from "./lazy.tsx";

const Menu = lazy<Shown & { over: boolean; close(): void }>((views) => views.Menu);

/** The button with its menu. */
export function MenuButton({ over, ...shown }: Shown & { over: boolean }) {
	const { app, read } = shown;
	const open = app.dialog === "menu";
	const button = useRef<HTMLButtonElement>(null);
	const close = () => {
		shown.do({ type: "dialog", dialog: "" });
		button.current?.focus();
	};
	return (
		<div class="popover">
			<button
				ref={button}
				type="button"
				class="round onfill"
				aria-label={read("menu.open")}
				aria-haspopup="menu"
				aria-expanded={open}
				onClick={() => shown.do({ type: "dialog", dialog: open ? "" : "menu" })}
			>
				<Icon name="more" />
			</button>
			{open ? <Menu {...shown} over={over} close={close} /> : null}
		</div>
	);
}
