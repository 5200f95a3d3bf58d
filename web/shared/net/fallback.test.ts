import { describe, expect, test } from "vitest";
import type { Socket } from "./driver.ts";
import { afterLoading, type Connect, withFallback } from "./fallback.ts";

function plain(): Socket {
	return { onopen: null, onmessage: null, onclose: null, send: () => {}, close: () => {} };
}

function ways() {
	const made: string[] = [];
	const sockets: Socket[] = [];
	const way =
		(name: string): Connect =>
		() => {
			made.push(name);
			const socket = plain();
			sockets.push(socket);
			return socket;
		};
	return { made, sockets, connect: withFallback(way("socket"), way("stream")) };
}

describe("with a fallback", () => {
	test("the second way is used after the first has failed twice", () => {
		const { made, connect } = ways();
		for (let i = 0; i < 5; i++) {
			connect();
		}
		expect(made).toEqual(["socket", "socket", "stream", "stream", "socket"]);
	});

	test("a way that has worked is kept, however often it is cut afterwards", () => {
		const { made, sockets, connect } = ways();
		connect();
		sockets[0]?.onmessage?.({ data: "welcome" });
		for (let i = 0; i < 5; i++) {
			connect();
		}
		expect(new Set(made)).toEqual(new Set(["socket"]));
	});

	test("everything passes through", () => {
		const { sockets, connect } = ways();
		const socket = connect();
		const heard: unknown[] = [];
		socket.onopen = () => heard.push("open");
		socket.onmessage = (m) => heard.push(m.data);
		socket.onclose = (c) => heard.push(c.code);
		sockets[0]?.onopen?.();
		sockets[0]?.onmessage?.({ data: "x" });
		sockets[0]?.onclose?.({ code: 1006, reason: "" });
		expect(heard).toEqual(["open", "x", 1006]);
	});
});

describe("a connection whose code is loaded first", () => {
	test("opens when it is there", async () => {
		const inner = plain();
		const socket = afterLoading(async () => () => inner);
		const opened = new Promise<void>((resolve) => {
			socket.onopen = resolve;
		});
		await Promise.resolve();
		await Promise.resolve();
		inner.onopen?.();
		await opened;
	});

	test("is as lost when it cannot be loaded", async () => {
		const socket = afterLoading(() => Promise.reject(new Error("offline")));
		const code = await new Promise((resolve) => {
			socket.onclose = (c) => resolve(c.code);
		});
		expect(code).toBe(1006);
	});
});
