// Opens the emoji, which are loaded when they are first wanted.
import type { ComponentType } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Shown } from "./context.ts";
import { Icon } from "./icons.tsx";

type Picker = ComponentType<{ label: string; pick(emoji: string): void; close(): void }>;

/** The button with what it opens. */
export function EmojiButton({ read, pick }: Shown & { pick(emoji: string): void }) {
	const [picker, setPicker] = useState<{ view: Picker }>();
	const button = useRef<HTMLButtonElement>(null);
	const open = () => {
		import("./emoji.tsx").then(
			({ EmojiPicker }) => setPicker({ view: EmojiPicker }),
			() => undefined, // offline: the next click tries again
		);
	};
	const close = () => {
		setPicker(undefined);
		button.current?.focus();
	};
	return (
		<div class="popover">
			<button
				ref={button}
				type="button"
				class="round quiet"
				aria-label={read("emoji.open")}
				aria-expanded={picker !== undefined}
				onClick={() => (picker === undefined ? open() : close())}
			>
				<Icon name="emoji" />
			</button>
			{picker === undefined ? null : (
				<picker.view
					label={read("emoji.open")}
					pick={(emoji) => {
						setPicker(undefined);
						pick(emoji);
					}}
					close={close}
				/>
			)}
		</div>
	);
}
