// What the loader on a customer's page and the widget's frame tell each other by
// postMessage. Whoever gets a message also looks at where it came from; the frame, which
// may be on anybody's page, takes nothing that is not exactly one of these.
import type { Members } from "./json.ts";

/** A page that the visitor looks at. */
export interface PageAddress {
	readonly title: string;
	readonly url: string;
}

/** A custom variable of the site. */
export interface Variable {
	readonly name: string;
	readonly value: string;
}

/** A question to the visitor whether to chat. */
export interface Invitation {
	readonly id: string;
	readonly message: string;
	/** Who asks, as the server tells it; nobody for an automatic one. */
	readonly agent?: { readonly name: string; readonly avatar?: string } | undefined;
}

/** All that the loader knows when the frame is ready; sent once. */
export interface Init {
	readonly type: "init";
	/** As GET /live/campaign answered: read it with readSettings. */
	readonly settings: unknown;
	readonly page: PageAddress;
	readonly referrer: string;
	/** Of the page; empty where it tells none. */
	readonly language: string;
	/** How often this browser has come, this time included. */
	readonly visits: number;
	/** Of the visit so far; without one a new visitor begins. */
	readonly secret?: string | undefined;
	readonly invitation?: Invitation | undefined;
	/** A JWT of the site. */
	readonly identity?: string | undefined;
	readonly variables?: readonly Variable[];
	/** Whether the page was told to the server already, as that visit's. */
	readonly looked: boolean;
	/** Whether the window is to be shown. */
	readonly open: boolean;
}

/** What the loader tells the frame. */
export type ToFrame =
	| Init
	| { readonly type: "page"; readonly page: PageAddress; readonly referrer: string }
	| { readonly type: "open" | "close" }
	| { readonly type: "identify"; readonly jwt: string }
	| { readonly type: "variables"; readonly variables: readonly Variable[] };

/** How large the frame is to be: not seen, an invitation of some height, or the window. */
export type FrameState = "closed" | "invitation" | "open";

/** Events that pages can listen for; "ready" and "availability" are the loader's own. */
export type EventName =
	| "ready"
	| "open"
	| "close"
	| "chatStarted"
	| "chatEnded"
	| "message"
	| "unread"
	| "invitation"
	| "offlineMessage"
	| "availability";

/** What the frame tells the loader. */
export type FromFrame =
	| { readonly type: "ready" }
	| { readonly type: "size"; readonly state: FrameState; readonly height?: number }
	| { readonly type: "unread"; readonly count: number }
	/** The visitor has used the widget; a chat that runs is shown on the next page too. */
	| { readonly type: "used"; readonly running: boolean }
	| { readonly type: "event"; readonly name: EventName; readonly data?: unknown };

/** A message as it is posted. */
export function sealed<M extends ToFrame | FromFrame>(message: M): M & { readonly parley: 1 } {
	return { parley: 1, ...message };
}

/** Reads what the loader told; undefined for anything else. */
export function toFrame(data: unknown): ToFrame | undefined {
	const m = opened(data);
	switch (m.type) {
		case "open":
		case "close":
			return { type: m.type };
		case "page":
			return isPage(m.page) && isText(m.referrer)
				? { type: m.type, page: m.page, referrer: m.referrer }
				: undefined;
		case "identify":
			return isText(m.jwt) ? { type: m.type, jwt: m.jwt } : undefined;
		case "variables":
			return isVariables(m.variables) ? { type: m.type, variables: m.variables } : undefined;
		case "init":
			return isInit(m) ? m : undefined;
	}
	return undefined;
}

function isInit(m: Members): m is Members & Init {
	return (
		isPage(m.page) &&
		isText(m.referrer) &&
		isText(m.language) &&
		isCount(m.visits) &&
		typeof m.open === "boolean" &&
		typeof m.looked === "boolean" &&
		isMissing(m.secret, isText) &&
		isMissing(m.identity, isText) &&
		isMissing(m.variables, isVariables) &&
		isMissing(m.invitation, isInvitation)
	);
}

function opened(data: unknown): Members {
	const m = members(data);
	return m.parley === 1 ? m : {};
}

function members(value: unknown): Members {
	return typeof value === "object" && value !== null ? (value as Members) : {};
}

function isMissing(value: unknown, is: (value: unknown) => boolean): boolean {
	return value === undefined || is(value);
}

function isText(value: unknown): value is string {
	return typeof value === "string";
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPage(value: unknown): value is PageAddress {
	const m = members(value);
	return isText(m.title) && isText(m.url);
}

function isVariables(value: unknown): value is readonly Variable[] {
	return Array.isArray(value) && value.every((v) => isText(members(v).name) && isText(members(v).value));
}

function isInvitation(value: unknown): value is Invitation {
	const m = members(value);
	return isText(m.id) && isText(m.message) && isMissing(m.agent, isAgent);
}

function isAgent(value: unknown): boolean {
	const m = members(value);
	return isText(m.name) && isMissing(m.avatar, isText);
}
