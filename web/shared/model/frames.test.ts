// The vectors of the server's frames, which the server's own tests are held to as well.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decode } from "./frames.ts";
import { FrameError } from "./json.ts";
import { agentFrames } from "./wrapup.ts";

interface Vector {
	readonly about: string;
	readonly frame: Record<string, unknown>;
}

const folder = new URL("../../../internal/live/testdata/server/", import.meta.url);
const vectors = readdirSync(folder).flatMap((file) =>
	(JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Vector[]).map(
		(v) => [`${file} ${v.about}`, v] as const,
	),
);

// told names a state's agent as the model does, and drops what the model leaves to others.
function told(frame: Record<string, unknown>): Record<string, unknown> {
	const { agent, time, ...rest } = frame as { agent?: { id: string; name: string }; time?: string };
	const named = agent === undefined ? {} : { agentId: agent.id, agentName: agent.name };
	return { ...rest, ...named, ...(time === undefined ? {} : { time }) };
}

// filled leaves out, at each level, members with the value that they have when they are missing.
function filled(value: unknown, blank: Record<string, unknown>): unknown {
	if (Array.isArray(value)) {
		return value.map((v: unknown) => filled(v, blank));
	}
	if (typeof value !== "object" || value === null) {
		return value;
	}
	const kept = Object.entries(value).filter(([name, v]) => JSON.stringify(v) !== JSON.stringify(blank[name]));
	return Object.fromEntries(kept.map(([name, v]) => [name, filled(v, blank)]));
}

describe("the server's frames", () => {
	test.each(vectors)("%s", (_, v) => {
		const decoded = decode(JSON.stringify(v.frame), agentFrames);
		if (decoded !== undefined) {
			expect(decoded.type).toBe(v.frame.type);
			for (const [name, value] of Object.entries(told(v.frame))) {
				if (name in decoded && typeof value !== "object") {
					expect((decoded as unknown as Record<string, unknown>)[name], name).toEqual(value);
				}
			}
		}
	});

	test("the model knows what makes a chat", () => {
		const known = new Set(vectors.map(([, v]) => decode(JSON.stringify(v.frame), agentFrames)?.type));
		for (const type of [
			"welcome",
			"ack",
			"error",
			"entry",
			"state",
			"typing",
			"resync",
			"gone",
			"page",
			"wrapup",
			"pong",
		] as const) {
			expect(known).toContain(type);
		}
	});

	test("a wrap-up is known in all its members", () => {
		for (const [name, v] of vectors.filter(([name]) => name.startsWith("wrapup"))) {
			const blank = {
				due: false,
				fields: [],
				categories: [],
				given: undefined,
				required: false,
				options: [],
				groupName: "",
				agent: "",
				time: "",
			};
			expect(filled(decode(JSON.stringify(v.frame), agentFrames), blank), name).toEqual(
				filled(v.frame, blank),
			);
		}
	});

	test("availability names the departments", () => {
		const frame = '{"type":"availability","open":true,"departments":[{"id":"d","open":false}]}';
		expect(decode(frame, agentFrames)).toEqual(JSON.parse(frame));
	});

	test("unknown types and members are ignored", () => {
		expect(decode('{"type":"somethingNew","chat":1}')).toBeUndefined();
		expect(decode('{"type":"wrapup","chat":1}')).toBeUndefined(); // of an agent
		expect(decode('{"type":"pong","more":{"a":[1]}}')).toEqual({ type: "pong" });
	});

	test.each([
		["", "a frame is JSON"],
		["[]", "a frame is an object"],
		["null", "a frame is an object"],
		["{}", '"type" is a text'],
		['{"type":"toString"}', undefined],
		['{"type":"entry","chat":"c","seq":-1,"kind":"text"}', '"seq" is a whole number from 0'],
		['{"type":"entry","chat":"c","seq":1.5,"kind":"text"}', '"seq" is a whole number from 0'],
		['{"type":"entry","chat":7,"seq":1,"kind":"text"}', '"chat" is a text'],
		['{"type":"state","chat":"c","state":"active","seq":1,"agent":"Ada"}', '"agent" is an object'],
		['{"type":"page","id":"i","chat":"c","entries":{},"more":false}', '"entries" is a list'],
		[
			'{"type":"wrapup","chat":"c","given":{"agent":"a","comment":"","time":"t","categories":[1]}}',
			'"categories" is a list of texts',
		],
		['{"type":"typing","chat":"c","by":"b","on":"yes"}', '"on" is true or false'],
	])("%s", (frame, message) => {
		if (message === undefined) {
			expect(decode(frame, agentFrames)).toBeUndefined();
		} else {
			expect(() => decode(frame, agentFrames)).toThrow(new FrameError(message));
		}
	});
});
