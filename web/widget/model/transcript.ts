// A chat as a text, to keep.
import type { Timeline } from "../../shared/model/timeline.ts";
import { namesIn, systemLine } from "./lines.ts";
import type { Reader } from "./words.ts";

/** The lines of a chat, each with its time and who said it. */
export function transcript(t: Timeline, read: Reader, when: (time: number) => string): string {
	const names = namesIn(t);
	const lines = t.lines.flatMap((e) => {
		const at = `[${when(Date.parse(e.time) || 0)}] `;
		if (e.kind === "text" || e.kind === "file") {
			const own = e.sender === "visitor";
			const name = own ? read("chat.you") : e.senderName || names.get(e.by) || read("chat.agent");
			const text = e.file === undefined ? e.text : read("file.sent", { name: e.file.name });
			return [`${at}${read("chat.says", { name, text })}`];
		}
		const said = systemLine(e, names);
		return said === undefined ? [] : [`${at}${read(said.key, said.values)}`];
	});
	return `${lines.join("\r\n")}\r\n`;
}
