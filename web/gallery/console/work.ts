// A team at work, for the gallery: what a session of live chat and the store of the work hold.
import { useSession } from "../../console/run/live.ts";
import { entry, me, own, session, state, timeline } from "../../console/work/model/fake.ts";
import { withVisitors } from "../../console/work/model/visitors.ts";
import { useWork } from "../../console/work/run/store.ts";
import type { Entry } from "../../shared/model/frames.ts";

const minute = 60_000;
const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * minute).toISOString();
const page = { title: "Winter boots · Hollow Oak", url: "https://shop.example/boots" };

/** What is said in a chat, a line each: who says it, and how many minutes ago. */
type Lines = readonly (readonly [who: "visitor" | "own" | "note" | "step", minutes: number, text: string])[];

function entries(chat: string, name: string, lines: Lines): Entry[] {
	return lines.map(([who, minutes, text], i) => {
		const more = { text, time: ago(minutes) };
		if (who === "visitor") {
			return entry(chat, i + 1, { ...more, senderName: name });
		}
		const kind = who === "own" ? "text" : who === "note" ? "note" : "accepted";
		return own(chat, i + 1, { ...more, kind });
	});
}

function chat(
	id: string,
	name: string,
	minutes: number,
	lines: Lines,
	told: Record<string, unknown> = {},
	standing = "active",
) {
	const visitor = { id: `v-${id}`, name, email: `${id}@example.com`, company: "Example" };
	const about = {
		visitor,
		page,
		requestedTime: ago(minutes),
		fields: [{ fieldId: "f", name: "Order", value: "A-1734" }],
		...told,
	};
	return timeline(
		state(id, { state: standing, agentId: standing === "offered" ? "" : me }, about),
		entries(id, name, lines),
	);
}

const chats = [
	chat(
		"offer",
		"Anna-Maria Sørensen",
		0.2,
		[],
		{ role: "offered", offeredUntil: new Date(now + 25_000).toISOString() },
		"offered",
	),
	chat("violet", "Violet Baker", 9, [
		["step", 8.8, ""],
		["visitor", 8, "Hello! Do you have these boots in size 43? https://shop.example/boots"],
		["visitor", 7.8, "The brown ones."],
		["own", 7, "Hello Violet! Let me look, one moment 🙂"],
		["note", 6.5, "Asked for the same boots last week."],
		["own", 5, "Yes: two pairs are left in 43, and they ship today."],
		["visitor", 1.5, "Wonderful. Can I pay by invoice?"],
	]),
	chat("omar", "عمر الفاروق", 6, [
		["step", 5.8, ""],
		["visitor", 4, "مرحبا، أين طلبي؟"],
		["visitor", 3.5, "رقم الطلب A-1801"],
	]),
	chat("lei", "李雷", 5, [
		["step", 4.8, ""],
		["visitor", 3, "Hi there"],
		["own", 2, "Hi! What can I do for you?"],
	]),
	chat(
		"jens",
		"Jens Holm",
		30,
		[
			["step", 29, ""],
			["visitor", 28, "My parcel came without the laces."],
			["own", 27, "I am sorry! A new pair is on its way."],
			["visitor", 26, "Thanks a lot."],
		],
		{},
		"ended",
	),
];

const wrapup = (id: string, due: boolean) => ({
	type: "wrapup" as const,
	chat: id,
	due,
	fields: [{ fieldId: "s", name: "Solved", type: "radioBox", required: true, options: ["Yes", "No"] }],
	categories: [
		{
			id: "k",
			name: "Topic",
			required: true,
			options: [
				{ id: "o1", name: "Product advice", groupName: "" },
				{ id: "o2", name: "Refund", groupName: "Billing" },
				{ id: "o3", name: "Invoice", groupName: "Billing" },
			],
		},
	],
	given: undefined,
});

const people = [
	["zoe", "Zoe Martin", 0, { chat: "zoe", in: { state: "queued", requestedTime: ago(2) } }],
	[
		"bo",
		"Bo Lind",
		2,
		{ chat: "bo", in: { state: "active", agent: { id: "g", name: "Grace" }, requestedTime: ago(14) } },
	],
	[
		"violet",
		"Violet Baker",
		2,
		{ chat: "violet", in: { state: "active", agent: { id: me, name: "Ada" }, requestedTime: ago(9) } },
	],
	["198.51.100.7", "198.51.100.7", 10, {}],
	["203.0.113.20", "203.0.113.20", 4, {}],
	["192.0.2.45", "192.0.2.45", 10, {}],
] as const;

const visitors = withVisitors(new Map(), {
	changed: people.map(([id, name, status, more], i) => ({
		id: `v-${id}`,
		name,
		status,
		page,
		since: ago(12 + 3 * i),
		looked: ago(i),
		pages: 2 + i,
		visits: 1 + i,
		referrer: "https://www.bing.com/",
		ip: "192.0.2.45",
		country: ["NL", "SE", "BE", "DE"][i % 4],
		browser: "Firefox 140",
		system: "Linux",
		...more,
	})),
});

/** Has the console be in the middle of it. */
export function work(): void {
	useSession.setState(session(...chats), true);
	useWork.setState({
		status: "Online",
		max: 5,
		visitors,
		seen: new Map([
			["lei", 3],
			["jens", 4],
		]),
		wrapups: new Map([
			["violet", wrapup("violet", false)],
			["jens", wrapup("jens", true)],
		]),
	});
}
