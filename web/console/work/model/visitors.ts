// Who is on the pages, and whose chats go on, as the frames "visitors" tell it.
import { count, flag, list, type Members, object, text, texts } from "../../../shared/model/json.ts";
import { type Given, millis, type PageSeen, type Person, readGiven, readPage, readPerson } from "./part.ts";

/** A visitor as agents are shown one. */
export interface Seen {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	/** A number of the API: see statusText. */
	readonly status: number;
	/** Empty without a chat. */
	readonly chat: string;
	/** How that chat stands. */
	readonly in: ChatOf | undefined;
	/** When the visit began, and when the page was looked at, in milliseconds; 0 without a visit. */
	readonly since: number;
	readonly looked: number;
	readonly page: PageSeen;
	readonly pages: number;
	readonly visits: number;
	readonly chats: number;
	readonly referrer: string;
	readonly ip: string;
	readonly country: string;
	readonly language: string;
	readonly browser: string;
	readonly system: string;
	readonly variables: readonly Given[];
}

/** The chat of a visitor. */
export interface ChatOf {
	readonly state: string;
	readonly agent: Person | undefined;
	readonly bot: Person | undefined;
	readonly department: string;
	/** In milliseconds. */
	readonly requested: number;
}

/** Those who are seen, by id. */
export type Visitors = ReadonlyMap<string, Seen>;

/** Takes over what a frame tells. */
export function withVisitors(before: Visitors, told: Members): Visitors {
	const all = new Map(flag(told, "all") ? [] : before);
	for (const seen of list(told, "changed", readSeen)) {
		all.set(seen.id, seen);
	}
	for (const id of texts(told, "gone")) {
		all.delete(id);
	}
	return all;
}

function readSeen(m: Members): Seen {
	return {
		id: text(m, "id"),
		name: text(m, "name", ""),
		email: text(m, "email", ""),
		status: count(m, "status", 0),
		chat: text(m, "chat", ""),
		in: m["in"] === undefined ? undefined : readChatOf(object(m["in"], '"in"')),
		since: millis(m, "since"),
		looked: millis(m, "looked"),
		page: readPage(object(m["page"] ?? {}, '"page"')),
		pages: count(m, "pages", 0),
		visits: count(m, "visits", 0),
		chats: count(m, "chats", 0),
		referrer: text(m, "referrer", ""),
		ip: text(m, "ip", ""),
		country: text(m, "country", ""),
		language: text(m, "language", ""),
		browser: text(m, "browser", ""),
		system: text(m, "system", ""),
		variables: list(m, "variables", readGiven),
	};
}

function readChatOf(m: Members): ChatOf {
	const person = (name: string) =>
		m[name] === undefined ? undefined : readPerson(object(m[name], `"${name}"`));
	return {
		state: text(m, "state", ""),
		agent: person("agent"),
		bot: person("bot"),
		department: text(m, "department", ""),
		requested: millis(m, "requestedTime"),
	};
}

/** Visitors whose chat waits for an agent, who has waited longest first; not those that the agent takes part in. */
export function queue(all: Visitors, own: ReadonlySet<string>): Seen[] {
	return chatting(all, own).filter((v) => v.in?.state === "queued" || v.in?.state === "offered");
}

/** Visitors whose chat is with somebody else. */
export function withOthers(all: Visitors, own: ReadonlySet<string>): Seen[] {
	return chatting(all, own).filter((v) => v.in?.state === "active" || v.in?.state === "bot");
}

function chatting(all: Visitors, own: ReadonlySet<string>): Seen[] {
	return [...all.values()]
		.filter((v) => v.chat !== "" && !own.has(v.chat))
		.sort((a, b) => (a.in?.requested ?? 0) - (b.in?.requested ?? 0) || (a.id < b.id ? -1 : 1));
}

const statuses: Readonly<Record<number, Status>> = {
	0: "waiting",
	2: "chatting",
	3: "preChat",
	4: "invited",
	5: "invited",
	6: "offlineForm",
	9: "afterChat",
	10: "onPage",
	11: "away",
};

/** What a visitor does. */
export type Status =
	| "waiting"
	| "chatting"
	| "preChat"
	| "invited"
	| "offlineForm"
	| "afterChat"
	| "onPage"
	| "away";

/** What a status means. */
export function statusOf(v: Seen): Status {
	return statuses[v.status] ?? "onPage";
}

/** Whether an agent may invite a visitor: one who has no chat and no invitation. */
export function canInvite(v: Seen): boolean {
	return v.chat === "" && v.since > 0 && !["invited", "preChat"].includes(statusOf(v));
}

/** Those in whom all words of a text occur, anywhere; who looked at a page last comes first. */
export function find(all: Visitors, wanted: string): Seen[] {
	const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
	return [...all.values()]
		.filter((v) => {
			const said = [
				v.name,
				v.email,
				v.page.title,
				v.page.url,
				v.country,
				v.ip,
				v.referrer,
				v.browser,
				v.system,
			]
				.concat(v.variables.map((g) => g.value))
				.join("\n")
				.toLowerCase();
			return words.every((w) => said.includes(w));
		})
		.sort((a, b) => b.looked - a.looked || (a.id < b.id ? -1 : 1));
}
