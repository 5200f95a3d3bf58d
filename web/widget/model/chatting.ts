// What the visitor does in a chat, and what becomes of files.
import type { App, Effect, Step, World } from "./app.ts";
import type { InChat, OfFiles } from "./happenings.ts";
import { canLeaveMessage, currentChat, isOver } from "./screens.ts";
import { sentIt, typed } from "./typing.ts";
import { begin, change, remove } from "./uploads.ts";

/** The most that a message can have, as the server counts: code points. */
export const messageAtMost = 8_000;

/** How many characters a message has. */
export function lengthOf(text: string): number {
	return text.length <= messageAtMost / 2 ? text.length : [...text].length;
}

/** Does what the visitor does in a chat. */
export function inChat(a: App, h: InChat, w: World): Step {
	switch (h.type) {
		case "draft":
			return draft(a, h.text, w);
		case "post":
			return post(a, w);
		case "human":
			return command(a, "human", w, (state) => state === "bot");
		case "end":
			return command({ ...a, dialog: "" }, "end", w, (state) => state !== "ended");
		case "retry":
			return retry(a, h.id, w);
		case "remove":
			return [a, [{ type: "forget", id: h.id }]];
		case "transcript":
			return transcript(a, h.email, w);
	}
}

function draft(a: App, text: string, w: World): Step {
	const chat = currentChat(a);
	if (chat === undefined || isOver(chat)) {
		return [{ ...a, draft: text, notice: undefined }, []];
	}
	const [typing, on] = typed(a.typing, text.trim() === "", w.now, a.settings.typedText);
	const next: App = { ...a, draft: text, notice: undefined, typing };
	return [next, on === undefined ? [] : [tellTyping(next, chat.chat, on)]];
}

const typedAtMost = 500; // characters that the server shows

/** Tells whether the visitor types, and what, where agents are shown that. */
export function tellTyping(a: App, chat: string, on: boolean): Effect {
	const text = on && a.settings.typedText ? [...a.draft].slice(-typedAtMost).join("") : undefined;
	return { type: "say", frame: { type: "typing", chat, on, text } };
}

function post(a: App, w: World): Step {
	const chat = currentChat(a);
	const text = a.draft.trim();
	if (chat === undefined || isOver(chat) || text === "" || lengthOf(text) > messageAtMost) {
		return [a, []];
	}
	const sent: Effect = { type: "command", command: { type: "post", id: w.id(), chat: chat.chat, text } };
	return [{ ...a, draft: "", typing: sentIt(a.typing), atBottom: true }, [sent]];
}

function command(a: App, type: string, w: World, when: (state: string) => boolean): Step {
	const chat = currentChat(a);
	if (chat === undefined || !when(chat.state?.state ?? "")) {
		return [a, []];
	}
	return [a, [{ type: "command", command: { type, id: w.id(), chat: chat.chat } }]];
}

// A refusal is the answer to its id; another try is another command.
function retry(a: App, id: string, w: World): Step {
	const refused = a.session.box.find((b) => b.command.id === id && b.refusal !== undefined);
	if (refused === undefined) {
		return [a, []];
	}
	return [
		a,
		[
			{ type: "forget", id },
			{ type: "command", command: { ...refused.command, id: w.id() } },
		],
	];
}

function transcript(a: App, email: string, w: World): Step {
	const chat = currentChat(a);
	if (chat === undefined || !isOver(chat)) {
		return [a, []];
	}
	const id = w.id();
	return [
		{
			...a,
			dialog: "",
			asked: {
				id,
				what: "transcript",
				given: false,
				notice: { key: "transcript.sent", values: { email } },
			},
		},
		[{ type: "command", command: { type: "transcript", id, chat: chat.chat, email } }],
	];
}

/** Notes what becomes of files. */
export function ofFiles(a: App, h: OfFiles, w: World): Step {
	switch (h.type) {
		case "file":
			return file(a, h, w);
		case "progress":
			return [{ ...a, uploads: change(a.uploads, h.id, { progress: h.progress }) }, []];
		case "uploaded":
			return [{ ...a, uploads: change(a.uploads, h.id, { progress: 1 }) }, []];
		case "uploadFailed":
			return [{ ...a, uploads: change(a.uploads, h.id, { code: h.code || "failed" }) }, []];
		case "retryFile":
			return [
				{ ...a, uploads: change(a.uploads, h.id, { code: "", progress: 0 }) },
				[{ type: "upload", id: h.id }],
			];
		case "removeFile":
			return [{ ...a, uploads: remove(a.uploads, h.id) }, [{ type: "abort", id: h.id }]];
	}
}

function file(a: App, h: OfFiles & { readonly type: "file" }, w: World): Step {
	const chat = currentChat(a);
	if (chat === undefined || isOver(chat) || !a.settings.files) {
		return [a, [{ type: "abort", id: h.id }]];
	}
	const uploads = begin(a.uploads, { id: h.id, chat: chat.chat, name: h.name, size: h.size, since: w.now });
	const refused = uploads.at(-1)?.code !== "";
	return [{ ...a, uploads, atBottom: true }, refused ? [] : [{ type: "upload", id: h.id }]];
}

/** Whether the visitor may ask for a message form from within the chat. */
export function mayLeaveMessage(a: App): boolean {
	const chat = currentChat(a);
	return chat !== undefined && canLeaveMessage(chat);
}
