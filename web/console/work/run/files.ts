// Files of chats: sent with progress, read with the agent's token.

import { fileAtMost } from "../../../shared/model/uploads.ts";
import { newID } from "../../../shared/net/ids.ts";
import { upload } from "../../../shared/net/upload.ts";
import { ApiError, accessToken } from "../../run/api.ts";
import type { AgentUpload } from "../model/uploads.ts";
import { change } from "./store.ts";

const contents = new Map<string, File>();
const running = new Map<string, { abort(): void }>();

/** Sends files to a chat. */
export function sendFiles(chat: string, files: Iterable<File>, note: boolean): void {
	for (const file of files) {
		const id = newID();
		contents.set(id, file);
		const large = file.size > fileAtMost;
		const own: AgentUpload = {
			id,
			chat,
			name: file.name,
			size: file.size,
			note,
			since: Date.now(),
			progress: 0,
			code: large ? "413" : "",
		};
		change((w) => ({ uploads: [...w.uploads, own] }));
		if (!large) {
			begin(own);
		}
	}
}

/** Sends once more what could not be sent. */
export function sendAgain(u: AgentUpload): void {
	alter(u.id, { code: "", progress: 0 });
	begin(u);
}

/** Takes a file back that is not sent yet. */
export function dropFile(id: string): void {
	running.get(id)?.abort();
	running.delete(id);
	contents.delete(id);
	change((w) => ({ uploads: w.uploads.filter((u) => u.id !== id) }));
}

function begin(u: AgentUpload): void {
	const file = contents.get(u.id);
	if (file === undefined) {
		return;
	}
	const about = u.note ? { note: "true" } : {};
	const sending = upload(
		file,
		{ about, chat: u.chat, id: u.id, secret: accessToken() },
		{
			moved: (progress) => alter(u.id, { progress }),
			done: () => dropFile(u.id),
			failed: (code) => alter(u.id, { code }),
		},
	);
	running.set(u.id, sending);
}

function alter(id: string, to: Partial<AgentUpload>): void {
	change((w) => ({ uploads: w.uploads.map((u) => (u.id === id ? { ...u, ...to } : u)) }));
}

/** Reads a file of a chat. */
export async function readFile(key: string): Promise<Blob> {
	const answer = await fetch(`/live/files/${encodeURIComponent(key)}`, {
		headers: { Authorization: `Bearer ${accessToken()}` },
		credentials: "omit",
	});
	if (!answer.ok) {
		throw new ApiError(answer.status, "", "");
	}
	return answer.blob();
}

/** Has the browser save a file of a chat. */
export async function saveFile(key: string, name: string): Promise<void> {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(await readFile(key));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
