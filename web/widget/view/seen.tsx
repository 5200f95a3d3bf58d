// Tells visitors that agents are shown what they have not sent yet.
import type { Shown } from "./context.ts";

/** A line in the composer, where the site shows what is typed; the field is described by it. */
export function Seen({ app, read }: Shown) {
	return app.settings.typedText ? (
		<p id="seen" class="left">
			{read("composer.seen")}
		</p>
	) : null;
}
