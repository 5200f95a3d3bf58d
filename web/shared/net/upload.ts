// Sends files, with progress, to be called off at any time.

/** Where a file goes. */
export interface Target {
	/** What else is to be said of it: a visitor's site, an agent's "note". */
	readonly about: Readonly<Record<string, string>>;
	readonly chat: string;
	/** The same for each try, so that the file arrives once. */
	readonly id: string;
	readonly secret: string;
}

/** What becomes of a file. */
export interface Progress {
	moved(part: number): void;
	done(): void;
	/** The server's code, or the status. */
	failed(code: string): void;
}

/** A file on its way. Of one that is aborted nothing more is told. */
export type Upload = Pick<XMLHttpRequest, "abort">;

/** Sends a file. */
export function upload(file: File, to: Target, progress: Progress): Upload {
	const request = new XMLHttpRequest();
	const { about, chat, id } = to;
	const query = new URLSearchParams({ ...about, chat, id, name: file.name });
	request.open("POST", `/live/files?${query}`);
	request.setRequestHeader("Authorization", `Bearer ${to.secret}`);
	request.upload.onprogress = (e) => progress.moved(e.loaded / Math.max(1, e.total));
	request.onload = () => (request.status === 200 ? progress.done() : progress.failed(codeOf(request)));
	request.onerror = () => progress.failed("failed");
	request.send(file);
	return request;
}

function codeOf(request: XMLHttpRequest): string {
	if (request.status === 413 || request.status === 415) {
		return String(request.status);
	}
	const code = /"code"\s*:\s*"(\w+)"/.exec(request.responseText)?.[1];
	return code ?? String(request.status);
}

/** Reads a file of the chat, which only its visitor may. */
export async function readFile(site: number, key: string, secret: string): Promise<Blob> {
	const answer = await fetch(`/live/files/${encodeURIComponent(key)}?site=${site}`, {
		headers: { Authorization: `Bearer ${secret}` },
		credentials: "omit",
	});
	if (!answer.ok) {
		throw new Error(`reading a file: HTTP ${answer.status}`);
	}
	return answer.blob();
}
