// The protocol without WebSockets, against a server that is only a function.
import { describe, expect, test, vi } from "vitest";
import { StreamSocket } from "./stream.ts";

interface Request {
	readonly path: string;
	readonly body: string;
	readonly session: string | null;
}

class FakeServer {
	readonly requests: Request[] = [];
	status = 204;
	private stream: ReadableStreamDefaultController<Uint8Array> | undefined;

	fetch = async (address: string, init: RequestInit): Promise<Response> => {
		const session = new Headers(init.headers).get("Parley-Session");
		this.requests.push({ path: new URL(address).pathname, body: String(init.body), session });
		if (!address.endsWith("/live/stream")) {
			return new Response(null, { status: this.status });
		}
		const body = new ReadableStream<Uint8Array>({
			start: (c) => {
				this.stream = c;
			},
		});
		return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
	};

	say(text: string): void {
		this.stream?.enqueue(new TextEncoder().encode(text));
	}

	cut(): void {
		this.stream?.close();
	}

	get sent(): string[] {
		return this.requests.filter((r) => r.path === "/live/send").map((r) => r.body);
	}
}

async function connected() {
	const server = new FakeServer();
	const socket = new StreamSocket("https://chat.example", server.fetch);
	const heard: unknown[] = [];
	const closed: unknown[] = [];
	socket.onmessage = (m) => heard.push(m.data);
	socket.onclose = ({ code, reason }) => closed.push([code, reason]);
	await new Promise<void>((resolve) => {
		socket.onopen = resolve;
	});
	socket.send("hello");
	return { server, socket, heard, closed };
}

describe("a stream", () => {
	test("begins with the first frame, and sends the others in order once it has a session", async () => {
		const { server, socket, heard } = await connected();
		socket.send("one");
		socket.send("two");
		expect(server.sent).toEqual([]);
		server.say('event: session\ndata: {"token":"t"}\n\ndata: welcome\n\n');
		await vi.waitFor(() => expect(server.sent).toEqual(["one", "two"]));
		expect(server.requests[0]).toEqual({ path: "/live/stream", body: "hello", session: null });
		expect(server.requests[1]?.session).toBe("t");
		expect(heard).toEqual(["welcome"]);
	});

	test("ends as the server says it", async () => {
		const { server, closed } = await connected();
		server.say('event: close\ndata: {"code":1008,"reason":"no"}\n\ndata: late\n\n');
		await vi.waitFor(() => expect(closed).toEqual([[1008, "no"]]));
	});

	test("ends once when it is cut, and when a frame is not taken", async () => {
		const cut = await connected();
		cut.server.cut();
		await vi.waitFor(() => expect(cut.closed).toHaveLength(1));

		const refused = await connected();
		refused.server.status = 404;
		refused.server.say('event: session\ndata: {"token":"t"}\n\n');
		refused.socket.send("lost");
		await vi.waitFor(() => expect(refused.closed).toEqual([[1006, "HTTP 404"]]));
	});

	test("tells nothing more after it was closed", async () => {
		const { server, socket, heard, closed } = await connected();
		socket.close();
		server.say("data: late\n\n");
		await new Promise((resolve) => setTimeout(resolve));
		expect(heard).toEqual([]);
		expect(closed).toEqual([]);
	});
});
