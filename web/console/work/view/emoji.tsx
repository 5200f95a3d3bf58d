// A small set of emoji in a grid, which screen readers name in the agent's language.
import { useTexts } from "../../run/texts.ts";

const all =
	"😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 😎 🤔 🙄 😬 😴 😕 🙁 😢 😭 😱 🥳 👍 👎 👌 🙏 👏 🙌 💪 🤝 👋 ❤️ ✨ 🎉 🎁 ✅ ❌ ❓ ❗ ⏰ 📦".split(
		" ",
	);
const columns = 8;

/** Arrows move, Enter picks. */
export function Emoji({ pick }: { readonly pick: (emoji: string) => void }) {
	const t = useTexts("work");
	return (
		<div
			className="emoji"
			role="toolbar"
			aria-label={t("composer.emoji")}
			onKeyDown={(e) => {
				const buttons = [...e.currentTarget.children];
				const at = buttons.indexOf(e.target as Element);
				const to = buttons[at + stepOf(e.key, getComputedStyle(e.currentTarget).direction === "rtl")];
				if (to instanceof HTMLElement && to !== e.target) {
					e.preventDefault();
					to.focus();
				}
			}}
		>
			{all.map((emoji) => (
				<button type="button" key={emoji} onClick={() => pick(emoji)}>
					{emoji}
				</button>
			))}
		</div>
	);
}

function stepOf(key: string, rightToLeft: boolean): number {
	const forward = rightToLeft ? -1 : 1;
	const steps: Readonly<Record<string, number>> = {
		ArrowRight: forward,
		ArrowLeft: -forward,
		ArrowDown: columns,
		ArrowUp: -columns,
	};
	return steps[key] ?? 0;
}
