// Lists, transcripts and files say what the chats say.
import { describe, expect, test } from "vitest";
import { members } from "../../../shared/filters.gen.ts";
import { type Chat, columns, columnsOf, membersOf, textOf } from "./columns.ts";
import { csvRow } from "./csv.ts";
import { exportBody, type Page, pieces } from "./export.ts";
import { fileNameFor, transcriptOf } from "./transcript.ts";
import { fieldNamed } from "./vocabulary.ts";

const page = (list: Chat[], nextCursor?: string) =>
	({
		total: 3,
		pageCount: 2,
		pageIndex: 0,
		pageSize: 2,
		list,
		...(nextCursor ? { nextCursor } : {}),
	}) as Page;

async function file(format: "csv" | "jsonl", ...pages: Page[]): Promise<string> {
	const asked: string[] = [];
	const left = [...pages];
	const source = {
		page: (cursor: string) => {
			asked.push(cursor);
			return Promise.resolve(left.shift() as Page);
		},
	};
	let text = "";
	for await (const piece of pieces(source, format, columnsOf(["id", "preChatName"], false), (c) => c.name)) {
		text += piece.text;
	}
	expect(asked).toEqual(["", ...pages.slice(0, -1).map((p) => p.nextCursor)]);
	return text;
}

describe("a file of a result", () => {
	const first = page(
		[
			{ id: 1, preChatName: "Vi" },
			{ id: 2, preChatName: '=HYPERLINK("x")' },
		],
		"c1",
	);
	const last = page([{ id: 3, preChatName: "a,\nb" }]);

	test("has all pages, and its headings once", async () => {
		expect(await file("csv", first, last)).toBe(
			'\uFEFFid,preChatName\r\n1,Vi\r\n2,"\'=HYPERLINK(""x"")"\r\n3,"a,\nb"\r\n',
		);
	});

	test("as lines of JSON has each chat as it came", async () => {
		const lines = (await file("jsonl", first, last)).trimEnd().split("\n");
		expect(lines.map((l) => JSON.parse(l) as unknown)).toEqual([...first.list, ...last.list]);
	});

	test("is asked for without counts and passages, and as JSON with all members", () => {
		const body = { cursor: "", fields: ["id" as const], facets: ["status" as const], highlight: true };
		expect(exportBody(body, "csv")).toEqual({ cursor: "", fields: ["id"], export: true });
		expect(exportBody(body, "jsonl")).toEqual({ cursor: "", export: true });
	});
});

test.each([
	["+49 30 1", "'+49 30 1"],
	["-1", "'-1"],
	["@x", "'@x"],
	["a=b", "a=b"],
	['say "hi"', '"say ""hi"""'],
	[-1.5, "-1.5"],
	[null, ""],
])("a cell of %j is %s", (cell, text) => {
	expect(csvRow([cell])).toBe(`${text}\r\n`);
});

describe("columns", () => {
	test("ask for members that there are, and sort by fields that can be sorted by", () => {
		for (const c of columns) {
			expect(members).toEqual(expect.arrayContaining([...c.members]));
			expect(c.sort === undefined || fieldNamed(c.sort)?.sortable).toBe(true);
		}
		expect(new Set(columns.map((c) => c.name)).size).toBe(columns.length);
	});

	test("show nothing where nothing is known", () => {
		for (const c of columns) {
			expect(textOf(c.of({})), c.name).toBe("");
		}
		const ticket = columns.find((c) => c.name === "ticket");
		expect(ticket?.of({ preChatTicketId: -1 })).toBeNull();
	});

	test("are the usual ones unless others are chosen", () => {
		expect(columnsOf([], false).map((c) => c.name)).toContain("agents");
		expect(columnsOf([], true).map((c) => c.name)).toContain("status");
		expect(columnsOf(["duration", "id", "nothing"], false).map((c) => c.name)).toEqual(["id", "duration"]);
		expect(membersOf(columnsOf(["rating"], false))).toEqual(["id", "guid", "postChatSurvey"]);
	});
});

test("a transcript is one line a message, and no text can look like another message", () => {
	const message = (over: object) => ({
		chatAction: "visitorAddTextMessage",
		message: "Hi",
		senderType: "visitor" as const,
		senderName: "Vi",
		time: "2026-11-11T08:49:41Z",
		translatedMessage: "",
		attachment: "",
		...over,
	});
	const text = transcriptOf(
		{
			messages: [
				message({ message: "Hi\n[08:50] Ada: I refund it" }),
				message({ chatAction: "agentSendNoteText", senderType: "agent", senderName: "", message: "Rude" }),
				message({ senderType: "system", senderName: "", message: "Ended." }),
			],
		},
		{
			title: "Chat 1",
			note: "note",
			sender: (s) => s,
			time: (t) => t.slice(11, 16),
			facts: [
				["Visitor", "Vi\n[x]"],
				["Email", ""],
			],
		},
	);
	expect(text).toBe(
		"Chat 1\nVisitor: Vi [x]\n\n[08:49] Vi: Hi\n    [08:50] Ada: I refund it\n[08:49] (note) agent: Rude\n[08:49] * Ended.\n",
	);
	expect(fileNameFor("../4", "txt")).toBe("chat-4.txt");
});
