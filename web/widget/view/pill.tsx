// Leads a visitor who reads further up to what is new.
import type { Shown } from "./context.ts";
import { LaterIcon } from "./latericons.tsx";

/** The button over the log that says how much is new. */
export function Pill({ unread, read, ...shown }: Shown & { unread: number }) {
	return (
		<button type="button" class="pill" onClick={() => shown.do({ type: "bottom", on: true })}>
			<LaterIcon name="down" />
			{read("chat.new", { count: unread })}
		</button>
	);
}
