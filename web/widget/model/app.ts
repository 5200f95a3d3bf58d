// All that the widget knows, as a value: what happens goes in, the next value and what is
// to be done come out. Whoever runs it has the page, the connection and the storage.
import type * as bridge from "../../shared/model/bridge.ts";
import { type Invitation, readInvitation } from "../../shared/model/frames.ts";
import type { Command, Outbox } from "../../shared/model/outbox.ts";
import type { Session } from "../../shared/model/sessionstate.ts";
import type { Department, Settings } from "../../shared/model/settings.ts";
import type { Upload } from "../../shared/model/uploads.ts";
import type { Entered, FormName, Problems } from "./form.ts";
import type { Told } from "./reading.ts";
import { still, type Typing } from "./typing.ts";
import type { Said } from "./words.ts";

/** Where the visitor is, as the page tells it. */
export interface Place {
	readonly page: bridge.PageAddress;
	readonly referrer: string;
	readonly language: string;
	readonly timeZone: string;
	readonly screen: string;
	readonly visits: number;
	readonly variables: readonly bridge.Variable[];
}

/** What outlives a page, besides the secret and the outbox. */
export interface Remembered {
	/** Chats that the visitor is done with. */
	readonly done: readonly string[];
	readonly sound: boolean;
	/** There was a chat. */
	readonly running: boolean;
	/** What was written in it and not sent. */
	readonly draft: string;
}

/** A command whose answer a screen waits for. */
export interface Asked {
	readonly id: string;
	readonly what: "request" | "offline" | "survey" | "transcript";
	/** What is said once it is obeyed. */
	readonly notice?: Said;
	/** It has come to the outbox, so that its absence there is an answer. */
	readonly given: boolean;
}

/** A challenge, and the number that solves it once that is found. */
export interface Proof {
	readonly nonce: string;
	readonly bits: number;
	readonly proof: number | undefined;
}

/** What is read out, once. */
export interface Announcement {
	readonly key: string;
	readonly said: Said;
	/** Of a message: who sent it, and what. */
	readonly news?: { readonly from: string; readonly text: string };
}

/** A question over the chat. */
export type Dialog = "" | "menu" | "end" | "transcript";

/** The widget. */
export interface App {
	readonly settings: Settings;
	readonly place: Place;
	/** Whether anybody is there, and where, as it changes. */
	readonly there: boolean;
	readonly departments: readonly Department[];

	readonly open: boolean;
	/** The page can be seen. */
	readonly visible: boolean;
	/** The end of the log can be seen. */
	readonly atBottom: boolean;

	readonly session: Session;
	/** When the connection was made; 0 while there is none. */
	readonly openSince: number;
	/** The page that is looked at has been told. */
	readonly looked: boolean;
	/** There was a chat on an earlier page, which has not come yet. */
	readonly expects: boolean;

	/** The chat was requested on this page. */
	readonly requested: boolean;

	readonly foreign: Outbox;
	readonly uploads: readonly Upload[];
	readonly draft: string;
	readonly typing: Typing;
	readonly told: Told;

	/** The screen that the visitor asked for. */
	readonly wish: "" | "preChat" | "offline" | "survey";
	readonly asked: Asked | undefined;
	/** Work that the server wants, with its result. */
	readonly challenge: Proof | undefined;
	/** What waits for that result. */
	readonly held: Command | undefined;
	/** How often the server found it wanting. */
	readonly tries: number;
	readonly thanks: "" | "message" | "survey";
	readonly done: readonly string[];
	readonly entered: Readonly<Record<FormName, Entered>>;
	readonly problems: Problems;
	/** Why the server did not take what was sent: its code. */
	readonly fault: string;
	readonly rating: number | undefined;
	readonly comment: string;

	readonly invitation: Invitation | undefined;
	/** The invitation that a request accepts. */
	readonly accepted: string;
	/** How high the invitation is, in pixels; 0 while nobody has measured it. */
	readonly height: number;
	readonly dialog: Dialog;
	readonly sound: boolean;
	/** What is to be known, until the visitor does something. */
	readonly notice: Said | undefined;
	readonly announced: readonly Announcement[];
}

/** What is to be done. */
export type Effect =
	/** Send a command until it is answered. */
	| { readonly type: "command"; readonly command: Command }
	/** Take a command out of the outbox. */
	| { readonly type: "forget"; readonly id: string }
	/** Say a frame that is lost when there is no connection. */
	| { readonly type: "say"; readonly frame: Readonly<Record<string, unknown>> }
	| { readonly type: "ring" | "remember" }
	/** Find the number that solves the challenge. */
	| { readonly type: "work"; readonly nonce: string; readonly bits: number }
	| { readonly type: "upload" | "abort"; readonly id: string };

/** The next value, with what is to be done. */
export type Step = readonly [App, readonly Effect[]];

/** The clock in milliseconds, and ids of commands. */
export interface World {
	readonly now: number;
	readonly id: () => string;
}

/** What a widget begins with. */
export interface Beginning {
	readonly settings: Settings;
	readonly place: Place;
	readonly session: Session;
	readonly remembered: Remembered | undefined;
	readonly invitation?: bridge.Invitation | undefined;
	readonly open: boolean;
}

/** A widget that nothing has happened to. */
export function newApp(b: Beginning): App {
	return {
		settings: b.settings,
		place: b.place,
		there: b.settings.open,
		departments: b.settings.departments,
		open: b.open,
		visible: true,
		atBottom: true,
		session: b.session,
		openSince: 0,
		looked: false,
		expects: b.remembered?.running ?? false,
		requested: false,
		foreign: [],
		uploads: [],
		draft: b.remembered?.running ? b.remembered.draft : "",
		typing: still,
		told: new Map(),
		wish: "",
		asked: undefined,
		challenge: undefined,
		held: undefined,
		tries: 0,
		thanks: "",
		done: b.remembered?.done ?? [],
		entered: { preChat: {}, postChat: {}, offline: {} },
		problems: {},
		fault: "",
		rating: undefined,
		comment: "",
		invitation: b.invitation && readInvitation({ ...b.invitation, state: "open" }),
		accepted: "",
		height: 0,
		dialog: "",
		sound: b.remembered?.sound ?? b.settings.look.sound,
		notice: undefined,
		announced: [],
	};
}

const screened: ReadonlySet<string> = new Set<Asked["what"]>(["request", "offline", "survey", "transcript"]);

/** What an earlier page asked for, and was not answered. */
export function askedBefore(box: Outbox): Asked | undefined {
	const w = box.find((w) => screened.has(w.command.type) && w.refusal === undefined);
	return w && { id: w.command.id, what: w.command.type as Asked["what"], given: true };
}

/** What a later page begins with. */
export function remembered(a: App): Remembered {
	const chats = [...a.session.chats.values()];
	const running = a.expects || chats.some((t) => t.state !== undefined && t.state.state !== "ended");
	return { done: a.done.slice(-20), sound: a.sound, running, draft: a.draft };
}
