// Buttons for files: one to choose them, and on phones one for the camera.
import { useRef } from "preact/hooks";
import type { Shown } from "./context.ts";
import { Icon, type IconName } from "./icons.tsx";

/** The buttons. */
export function FileButtons(shown: Shown) {
	return (
		<>
			<FileButton icon="attach" label={shown.read("file.attach")} {...shown} />
			<FileButton icon="camera" label={shown.read("file.photo")} photo {...shown} />
		</>
	);
}

function FileButton({
	icon,
	label,
	photo = false,
	...shown
}: Shown & { icon: IconName; label: string; photo?: boolean }) {
	const input = useRef<HTMLInputElement>(null);
	return (
		<>
			<button
				type="button"
				class={photo ? "round quiet photo" : "round quiet"}
				aria-label={label}
				onClick={() => input.current?.click()}
			>
				<Icon name={icon} />
			</button>
			<input
				ref={input}
				type="file"
				hidden
				multiple={!photo}
				{...(photo ? { accept: "image/*", capture: "environment" } : {})}
				onChange={(e) => {
					shown.files.send(e.currentTarget.files ?? []);
					e.currentTarget.value = "";
				}}
			/>
		</>
	);
}
