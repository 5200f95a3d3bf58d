// The live protocol without WebSockets: what the server says comes as server-sent events,
// what is said goes as requests, one after the other.
import { EventReader, type StreamEvent } from "../model/eventstream.ts";
import { parseObject } from "../model/json.ts";
import type { Socket } from "./driver.ts";

/** The part of the browser's fetch that a stream needs. */
export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

const lost = 1006; // as a WebSocket says it that was cut

/** A connection to the server at an origin. The first frame that is sent opens it. */
export class StreamSocket implements Socket {
	onopen: (() => void) | null = null;
	onmessage: ((event: { readonly data: unknown }) => void) | null = null;
	onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;

	private readonly abort = new AbortController();
	private begun = false;
	private over = false;
	private token: string | undefined;
	private sending = false;
	private readonly queue: string[] = [];

	constructor(
		private readonly origin: string,
		private readonly fetch: Fetch,
	) {
		queueMicrotask(() => this.over || this.onopen?.());
	}

	send(text: string): void {
		if (!this.begun) {
			this.begun = true;
			void this.listen(text);
			return;
		}
		this.queue.push(text);
		void this.flush();
	}

	close(): void {
		this.over = true;
		this.abort.abort();
	}

	private async listen(hello: string): Promise<void> {
		try {
			const answer = await this.post("/live/stream", hello, {});
			if (!answer.ok || answer.body === null) {
				this.end(lost, `HTTP ${answer.status}`);
				return;
			}
			await this.follow(answer.body.getReader());
			this.end(lost, "the stream has ended");
		} catch (e) {
			this.end(lost, String(e));
		}
	}

	private async follow(body: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
		const events = new EventReader();
		const text = new TextDecoder();
		for (;;) {
			const { done, value } = await body.read();
			if (done || this.over) {
				return;
			}
			for (const e of events.read(text.decode(value, { stream: true }))) {
				this.hear(e);
			}
		}
	}

	private hear(e: StreamEvent): void {
		if (this.over) {
			return;
		}
		switch (e.name) {
			case "message":
				this.onmessage?.({ data: e.data });
				break;
			case "session":
				this.token = String(parseObject(e.data)["token"] ?? "");
				void this.flush();
				break;
			case "close": {
				const { code, reason } = parseObject(e.data);
				this.end(typeof code === "number" ? code : lost, typeof reason === "string" ? reason : "");
				break;
			}
		}
	}

	private async flush(): Promise<void> {
		if (this.sending || this.token === undefined) {
			return;
		}
		this.sending = true;
		try {
			for (let frame = this.queue.shift(); frame !== undefined; frame = this.queue.shift()) {
				const answer = await this.post("/live/send", frame, { "Parley-Session": this.token });
				if (!answer.ok) {
					this.end(answer.status === 413 ? 1009 : lost, `HTTP ${answer.status}`);
					return;
				}
			}
		} catch (e) {
			this.end(lost, String(e));
		} finally {
			this.sending = false;
		}
	}

	private post(path: string, body: string, headers: Record<string, string>): Promise<Response> {
		return this.fetch(this.origin + path, {
			method: "POST",
			headers: { "Content-Type": "application/json", ...headers },
			body,
			credentials: "omit",
			cache: "no-store",
			signal: this.abort.signal,
		});
	}

	private end(code: number, reason: string): void {
		if (this.over) {
			return;
		}
		this.close();
		this.onclose?.({ code, reason });
	}
}
