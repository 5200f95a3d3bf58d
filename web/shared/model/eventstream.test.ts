import { expect, test } from "vitest";
import { EventReader } from "./eventstream.ts";

const stream = 'event: session\ndata: {"token":"t"}\n\n: alive\n\ndata: {"a":1}\ndata: 2\n\r\ndata:x\r\n\r\n';
const events = [
	{ name: "session", data: '{"token":"t"}' },
	{ name: "message", data: '{"a":1}\n2' },
	{ name: "message", data: "x" },
];

test("events are read whole, in whatever pieces they come", () => {
	for (let size = 1; size <= stream.length; size++) {
		const reader = new EventReader();
		const read = [];
		for (let at = 0; at < stream.length; at += size) {
			read.push(...reader.read(stream.slice(at, at + size)));
		}
		expect(read, `in pieces of ${size}`).toEqual(events);
	}
});

test("an event that does not come to its end is none", () => {
	expect(new EventReader().read("data: half\n")).toEqual([]);
});
