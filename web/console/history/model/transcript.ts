// A chat as plain text, to be kept or sent on.
import type { Chat } from "./columns.ts";

/** The words that a transcript is written with. */
export interface TranscriptWords {
	readonly title: string;
	readonly note: string;
	/** What stands before the colon of a line: visitor, agent, system, chatBot. */
	readonly sender: (type: string) => string;
	readonly time: (iso: string) => string;
	/** Headings and values above the messages. */
	readonly facts: readonly (readonly [string, string])[];
}

/** Whether a message was for agents only. */
export function isNote(message: { readonly chatAction: string }): boolean {
	return /note/i.test(message.chatAction);
}

/** The transcript. Later lines of a message are indented, so that none can be taken for another message. */
export function transcriptOf(chat: Chat, words: TranscriptWords): string {
	const facts = words.facts
		.filter(([, value]) => value !== "")
		.map(([name, value]) => `${name}: ${oneLine(value)}`);
	const lines = (chat.messages ?? []).map((m) => {
		const who = m.senderType === "system" ? "*" : `${oneLine(m.senderName || words.sender(m.senderType))}:`;
		const note = isNote(m) ? ` (${words.note})` : "";
		return `[${words.time(m.time)}]${note} ${who} ${indented(m.message)}`;
	});
	return `${[words.title, ...facts, "", ...lines].join("\n")}\n`;
}

const oneLine = (text: string) => text.replace(/\s*[\r\n]+\s*/g, " ");
const indented = (text: string) => text.replace(/\r\n?|\n/g, "\n    ");

/** A name for a file that every system takes. */
export function fileNameFor(id: number | string, ending: string): string {
	return `chat-${String(id).replace(/[^\w-]/g, "")}.${ending}`;
}
