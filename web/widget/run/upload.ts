// Sends files, with progress, to be called off at any time.

/** Where a file goes. */
export interface Target {
	readonly site: number;
	readonly chat: string;
	readonly secret: string;
}

/** What becomes of a file. */
export interface Progress {
	moved(part: number): void;
	done(): void;
	/** The server's code, or the status. */
	failed(code: string): void;
}

/** The files of this page that are not sent yet. */
export class Uploads {
	private readonly files = new Map<string, File>();
	private readonly running = new Map<string, XMLHttpRequest>();

	/** Takes a file in. */
	take(id: string, file: File): void {
		this.files.set(id, file);
	}

	/** Sends a file that was taken in. */
	send(id: string, to: Target, progress: Progress): void {
		const file = this.files.get(id);
		if (file === undefined) {
			progress.failed("failed");
			return;
		}
		const request = new XMLHttpRequest();
		const query = new URLSearchParams({ site: String(to.site), chat: to.chat, id, name: file.name });
		request.open("POST", `/live/files?${query}`);
		request.setRequestHeader("Authorization", `Bearer ${to.secret}`);
		request.upload.onprogress = (e) => progress.moved(e.loaded / Math.max(1, e.total));
		request.onload = () => this.answered(id, request, progress);
		request.onerror = () => this.ended(id, () => progress.failed("failed"));
		this.running.set(id, request);
		request.send(file);
	}

	/** Forgets a file, and ends its sending. */
	abort(id: string): void {
		this.files.delete(id);
		this.running.get(id)?.abort();
		this.running.delete(id);
	}

	private answered(id: string, request: XMLHttpRequest, progress: Progress): void {
		this.ended(id, () => {
			if (request.status === 200) {
				this.files.delete(id);
				progress.done();
			} else {
				progress.failed(codeOf(request));
			}
		});
	}

	private ended(id: string, then: () => void): void {
		if (this.running.delete(id)) {
			then();
		}
	}
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
