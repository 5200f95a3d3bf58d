// What agents are told of a chat beyond what its visitor is: the member "for" of a state.
import type { ChatState } from "../../../shared/model/frames.ts";
import { count, list, type Members, object, text, texts } from "../../../shared/model/json.ts";

/** An agent or a bot. */
export interface Person {
	readonly id: string;
	readonly name: string;
}

/** What was entered into a form. */
export interface Given {
	readonly fieldId: string;
	readonly name: string;
	readonly value: string;
}

/** A ticket that a chat is attached to when it ends. */
export interface ChosenTicket {
	/** 0 of a new one, until the end. */
	readonly id: number;
	/** Of a new one. */
	readonly subject: string;
}

/** Where a visitor is. */
export interface PageSeen {
	readonly title: string;
	readonly url: string;
}

/** The part that an agent takes in a chat, and what comes with it. */
export interface Part {
	/** holder, offered, joined or watching; empty before anything is known. */
	readonly role: string;
	readonly offeredTo: Person | undefined;
	/** When the offer runs out, in milliseconds; 0 without one. */
	readonly offeredUntil: number;
	readonly beside: readonly Person[];
	readonly visitor: Visitor;
	readonly department: string;
	/** In milliseconds. */
	readonly requested: number;
	readonly fields: readonly Given[];
	readonly page: PageSeen;
	/** Ids of those that the visitor was found to be in. */
	readonly segments: readonly string[];
	/** What the chat is attached to when it ends, or was at its end. */
	readonly ticket: ChosenTicket | undefined;
	/** Of the record; 0 while the chat goes on. */
	readonly record: number;
}

/** Who a visitor has said to be. */
export interface Visitor {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	readonly phone: string;
	readonly company: string;
	readonly product: string;
	/** Whom the site vouches for; empty when it does not. */
	readonly ssoUserId: string;
}

const known = new WeakMap<ChatState, Part>();
const nothing = readPart({}, undefined);

/** Reads the part, once for each state. */
export function partOf(state: ChatState | undefined): Part {
	if (state === undefined) {
		return nothing;
	}
	let part = known.get(state);
	if (part === undefined) {
		part = readPart(object(state.for ?? {}, '"for"'), state.chatId);
		known.set(state, part);
	}
	return part;
}

function readPart(m: Members, chatId: unknown): Part {
	const inside = (name: string) => object(m[name] ?? {}, `"${name}"`);
	const visitor = inside("visitor");
	return {
		role: text(m, "role", ""),
		offeredTo: m["offeredTo"] === undefined ? undefined : readPerson(inside("offeredTo")),
		offeredUntil: millis(m, "offeredUntil"),
		beside: list(m, "beside", readPerson),
		visitor: {
			id: text(visitor, "id", ""),
			name: text(visitor, "name", ""),
			email: text(visitor, "email", ""),
			phone: text(visitor, "phone", ""),
			company: text(visitor, "company", ""),
			product: text(visitor, "product", ""),
			ssoUserId: text(visitor, "ssoUserId", ""),
		},
		department: text(m, "department", ""),
		requested: millis(m, "requestedTime"),
		fields: list(m, "fields", readGiven),
		page: readPage(inside("page")),
		segments: texts(m, "segments"),
		ticket: m["ticket"] === undefined ? undefined : readTicket(inside("ticket")),
		record: typeof chatId === "number" ? chatId : 0,
	};
}

function readTicket(m: Members): ChosenTicket {
	return { id: count(m, "id", 0), subject: text(m, "subject", "") };
}

/** A time of a frame in milliseconds; 0 when it is missing. */
export function millis(m: Members, name: string): number {
	return Date.parse(text(m, name, "")) || 0;
}

/** An agent or a bot of a frame. */
export function readPerson(m: Members): Person {
	return { id: text(m, "id", ""), name: text(m, "name", "") };
}

/** A value of a form or a custom variable. */
export function readGiven(m: Members): Given {
	return { fieldId: text(m, "fieldId", ""), name: text(m, "name", ""), value: text(m, "value", "") };
}

/** A page. */
export function readPage(m: Members): PageSeen {
	return { title: text(m, "title", ""), url: text(m, "url", "") };
}
