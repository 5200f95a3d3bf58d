// A small set of emoji. Screen readers know the name of each in the visitor's language.
import { useEffect, useRef, useState } from "preact/hooks";
import css from "../emoji.css?inline";
import { addStyles } from "./sheets.ts";

const all = (
	"😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 🥰 😘 😋 😎 🤔 🤨 😐 🙄 😬 😴 😕 🙁 😟 😢 😭 😤 😡 😱 🥳 🤯 👍 👎 " +
	"👌 🙏 👏 🙌 💪 🤝 👋 ✌️ 🤞 👀 ❤️ 💔 🔥 ✨ 🎉 🎁 ✅ ❌ ❓ ❗ ⏰ 📦 🚚 💳"
).split(" ");
const columns = 8;

addStyles(css);

/** The emoji in a grid: arrows move, Enter picks, Escape closes. */
export function EmojiPicker({ label, pick, close }: { label: string; pick(e: string): void; close(): void }) {
	const [at, setAt] = useState(0);
	const grid = useRef<HTMLDivElement>(null);
	useEffect(() => {
		(grid.current?.children[at] as HTMLElement | undefined)?.focus();
	}, [at]);
	const rightToLeft = () => getComputedStyle(grid.current ?? document.body).direction === "rtl";
	return (
		<div
			ref={grid}
			class="emoji"
			role="toolbar"
			aria-label={label}
			onKeyDown={(e) => {
				if (e.key === "Escape") {
					e.stopPropagation();
					close();
					return;
				}
				const to = at + stepOf(e.key, rightToLeft());
				if (to !== at && all[to] !== undefined) {
					e.preventDefault();
					setAt(to);
				}
			}}
		>
			{all.map((emoji, i) => (
				<button type="button" key={emoji} tabIndex={i === at ? 0 : -1} onClick={() => pick(emoji)}>
					{emoji}
				</button>
			))}
		</div>
	);
}

function stepOf(key: string, rightToLeft: boolean): number {
	switch (key) {
		case "ArrowRight":
			return rightToLeft ? -1 : 1;
		case "ArrowLeft":
			return rightToLeft ? 1 : -1;
		case "ArrowDown":
			return columns;
		case "ArrowUp":
			return -columns;
		default:
			return 0;
	}
}
