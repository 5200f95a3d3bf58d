// The frames that the server of live chat sends (docs/live.md).
import { count, flag, list, type Members, object, parseObject, text } from "./json.ts";
import type { Wrapup } from "./wrapup.ts";

/** The first answer on a connection. */
export interface Welcome {
	readonly type: "welcome";
	readonly protocol: string;
	/** Names this life of the server's database: numbers of another one mean nothing. */
	readonly epoch: string;
	/** Who is connected; empty for a visitor who has not chatted. */
	readonly you: string;
	/** Of a new visitor: told here and never again; else empty. */
	readonly secret: string;
	/** Of an agent: as in the command "status". */
	readonly status?: unknown;
	readonly max?: unknown;
}

/** What a command did is on disk. */
export interface Ack {
	readonly type: "ack";
	readonly id: string;
	readonly chat: string;
	readonly seq: number;
	readonly you: string;
}

/** A command was not obeyed, or with no id a frame could not be. */
export interface Failure {
	readonly type: "error";
	readonly id: string;
	readonly code: string;
	readonly message: string;
}

/** The next entry of a chat. */
export interface Entry {
	readonly type: "entry";
	readonly chat: string;
	readonly seq: number;
	/** What it tells; "withheld" for what is not for the one who is connected. */
	readonly kind: string;
	readonly by: string;
	/** That this client gave the command; empty for those of others. */
	readonly id: string;
	/** Empty for an entry that leaves no line in the transcript. */
	readonly action: string;
	readonly sender: string;
	readonly senderName: string;
	readonly text: string;
	readonly time: string;
	/** Of an entry that sends one. */
	readonly file: SentFile | undefined;
	/** Of the agent who comes to the chat by it: the key of the avatar, to be had at /live/avatars/KEY. */
	readonly avatar: string;
}

/** A file in a chat, to be had at /live/files/KEY. */
export interface SentFile {
	readonly key: string;
	readonly name: string;
	/** In bytes. */
	readonly size: number;
	readonly contentType: string;
}

/** How a chat stands. */
export interface ChatState {
	readonly type: "state";
	readonly chat: string;
	readonly state: string;
	readonly seq: number;
	readonly agentId: string;
	readonly agentName: string;
	/** Of the bot that holds it; empty when none does. */
	readonly botId: string;
	readonly botName: string;
	/** In the queue, from 1; 0 when it does not wait. */
	readonly position: number;
	/** Seconds until an agent comes, estimated; 0 when nobody knows. */
	readonly wait: number;
	/** The visitor was asked to leave a message instead of waiting. */
	readonly leaveMessage: boolean;
	readonly readByVisitor: number;
	readonly readByAgent: number;
	/** Of the record, once the chat has ended. */
	readonly chatId?: unknown;
	/** What agents alone are told, as it came: for the console to read. */
	readonly for?: unknown;
}

/** Somebody types, or has stopped. */
export interface Typing {
	readonly type: "typing";
	readonly chat: string;
	readonly by: string;
	readonly on: boolean;
	/** To agents: what a visitor has typed and not sent; empty for no news of it. */
	readonly text?: string;
}

/** What is known of a chat is to be forgotten: it comes again ("resync"), or not ("gone"). */
export interface Forget {
	readonly type: "resync" | "gone";
	readonly chat: string;
}

/** Entries that were asked for. */
export interface Page {
	readonly type: "page";
	readonly id: string;
	readonly chat: string;
	readonly entries: readonly Entry[];
	readonly more: boolean;
}

/** What could take a request now: the campaign, and for it the site's departments. */
export interface Availability {
	readonly type: "availability";
	readonly open: boolean;
	readonly departments: readonly DepartmentOpen[];
}

export interface DepartmentOpen {
	readonly id: string;
	readonly open: boolean;
}

/** Work that a stranger does before a request: see docs/live.md. */
export interface Challenge {
	readonly type: "challenge";
	readonly nonce: string;
	/** Zero bits that the hash begins with. */
	readonly bits: number;
}

/** The answer to a ping. */
export interface Pong {
	readonly type: "pong";
}

/** The question to a visitor to chat. */
export interface Invitation {
	readonly type: "invitation";
	readonly id: string;
	/** "open", or what has become of it. */
	readonly state: string;
	readonly message: string;
	/** Empty when nobody invites in person. */
	readonly agentName: string;
	readonly agentAvatar: string;
}

/** To agents who asked: who is on the pages, as it came. */
export interface VisitorsFrame {
	readonly type: "visitors";
	readonly told: Members;
}

/** Any frame of the server that is known here. */
export type ServerFrame =
	| Welcome
	| Ack
	| Failure
	| Entry
	| ChatState
	| Typing
	| Forget
	| Page
	| Availability
	| Wrapup
	| VisitorsFrame
	| Pong
	| Invitation
	| Challenge;

/** Readers of frames by type. */
export type Readers = Readonly<Record<string, (m: Members) => ServerFrame>>;

const readers: Readers = {
	welcome: (m) => ({
		type: "welcome",
		protocol: text(m, "protocol"),
		epoch: text(m, "epoch"),
		you: text(m, "you", ""),
		secret: text(m, "secret", ""),
		status: m["status"],
		max: m["max"],
	}),
	ack: (m) => ({
		type: "ack",
		id: text(m, "id"),
		chat: text(m, "chat", ""),
		seq: count(m, "seq", 0),
		you: text(m, "you", ""),
	}),
	error: (m) => ({
		type: "error",
		id: text(m, "id", ""),
		code: text(m, "code"),
		message: text(m, "message"),
	}),
	entry: readEntry,
	state: readState,
	typing: (m) => ({ type: "typing", chat: text(m, "chat"), by: text(m, "by"), on: flag(m, "on") }),
	resync: (m) => ({ type: "resync", chat: text(m, "chat") }),
	gone: (m) => ({ type: "gone", chat: text(m, "chat") }),
	page: (m) => ({
		type: "page",
		id: text(m, "id"),
		chat: text(m, "chat"),
		entries: list(m, "entries", readEntry),
		more: flag(m, "more"),
	}),
	availability: (m) => ({
		type: "availability",
		open: flag(m, "open"),
		departments: list(m, "departments", (d) => ({ id: text(d, "id"), open: flag(d, "open") })),
	}),
	challenge: (m) => ({ type: "challenge", nonce: text(m, "nonce"), bits: count(m, "bits") }),
	pong: () => ({ type: "pong" }),
	invitation: readInvitation,
};

/**
 * Reads a frame of the server; more are those that come to this client and not to every
 * one. Gives undefined for a type that is not known, which is to be ignored; throws a
 * FrameError for what is no frame.
 */
export function decode(frame: string, more: Readers = {}): ServerFrame | undefined {
	const m = parseObject(frame);
	const all = { ...readers, ...more };
	const type = text(m, "type");
	return Object.hasOwn(all, type) ? all[type]?.(m) : undefined;
}

function readEntry(m: Members): Entry {
	return {
		type: "entry",
		chat: text(m, "chat"),
		seq: count(m, "seq"),
		kind: text(m, "kind"),
		by: text(m, "by", ""),
		id: text(m, "id", ""),
		action: text(m, "action", ""),
		sender: text(m, "sender", ""),
		senderName: text(m, "senderName", ""),
		text: text(m, "text", ""),
		time: text(m, "time", ""),
		file: m.file === undefined ? undefined : readFile(object(m.file, '"file"')),
		avatar: text(m, "avatar", ""),
	};
}

/** Reads an invitation, as the server or the page tells it. */
export function readInvitation(m: Members): Invitation {
	const agent = object(m.agent ?? {}, '"agent"');
	return {
		type: "invitation",
		id: text(m, "id"),
		state: text(m, "state"),
		message: text(m, "message", ""),
		agentName: text(agent, "name", ""),
		agentAvatar: text(agent, "avatar", ""),
	};
}

function readFile(m: Members): SentFile {
	return {
		key: text(m, "key"),
		name: text(m, "name"),
		size: count(m, "size", 0),
		contentType: text(m, "contentType", ""),
	};
}

function readState(m: Members): ChatState {
	const agent = object(m.agent ?? {}, '"agent"');
	const bot = object(m.bot ?? {}, '"bot"');
	return {
		type: "state",
		chat: text(m, "chat"),
		state: text(m, "state"),
		seq: count(m, "seq"),
		agentId: text(agent, "id", ""),
		agentName: text(agent, "name", ""),
		botId: text(bot, "id", ""),
		botName: text(bot, "name", ""),
		position: count(m, "position", 0),
		wait: count(m, "wait", 0),
		leaveMessage: flag(m, "leaveMessage"),
		readByVisitor: count(m, "readByVisitor", 0),
		readByAgent: count(m, "readByAgent", 0),
		chatId: m["chatId"],
		for: m["for"],
	};
}
