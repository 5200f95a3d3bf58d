// The sheet of all keys that do something on the page.
import { Kbd, Modal } from "@mantine/core";
import { caps } from "../model/keys.ts";
import { type Shortcut, useShortcuts } from "../run/shortcuts.ts";
import { useTexts } from "../run/texts.ts";

/** Shows them by what they belong to. */
export function ShortcutSheet({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
	const t = useTexts("shell");
	const { all } = useShortcuts();
	const groups = Map.groupBy(all, (s) => s.group);
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("shortcut.sheet")}
			size="lg"
			closeButtonProps={{ "aria-label": t("shell.close") }}
		>
			<div className="sheet">
				{[...groups].map(([name, shortcuts]) => (
					<section key={name}>
						<h2>{name}</h2>
						<dl>
							{shortcuts.map((s) => (
								<Row key={s.keys} shortcut={s} />
							))}
						</dl>
					</section>
				))}
			</div>
		</Modal>
	);
}

function Row({ shortcut }: { readonly shortcut: Shortcut }) {
	return (
		<div>
			<dt>{shortcut.text}</dt>
			<dd>
				{caps(shortcut.keys).map((cap, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a cap is its place
					<Kbd key={i}>{cap}</Kbd>
				))}
			</dd>
		</div>
	);
}
