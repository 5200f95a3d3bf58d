// What the console knows of the work beyond the session of live chat.
import { create } from "zustand";
import type { ServerFrame } from "../../../shared/model/frames.ts";
import type { Session } from "../../../shared/model/sessionstate.ts";
import type { Timeline } from "../../../shared/model/timeline.ts";
import { command, giveUp, hear, say, useSession } from "../../run/live.ts";
import { type Known, type Lists, lists } from "../model/lists.ts";
import { partOf } from "../model/part.ts";
import type { AgentUpload } from "../model/uploads.ts";
import { type Visitors, withVisitors } from "../model/visitors.ts";
import type { Filling } from "../model/wrapping.ts";

/** What is written and not sent yet. */
export interface Draft {
	readonly text: string;
	/** For agents alone. */
	readonly note: boolean;
}

/** A command that the server did not obey. */
export interface Fault {
	readonly id: string;
	readonly message: string;
}

/** All of it. */
export interface Work extends Known {
	readonly visitors: Visitors;
	/** The agent's own, as the server knows it. */
	readonly status: string;
	readonly max: number;
	readonly drafts: ReadonlyMap<string, Draft>;
	readonly fillings: ReadonlyMap<string, Filling>;
	readonly uploads: readonly AgentUpload[];
	readonly faults: readonly Fault[];
	/** What visitors are typing, by chat, where the site shows that. */
	readonly typed: ReadonlyMap<string, string>;
	/** The chat that is shown, so that what comes in it counts as seen; empty for none. */
	readonly shown: string;
}

const nothing: Work = {
	seen: new Map(),
	done: new Set(),
	wrapups: new Map(),
	kept: new Map(),
	visitors: new Map(),
	status: "",
	max: 0,
	drafts: new Map(),
	fillings: new Map(),
	uploads: [],
	faults: [],
	typed: new Map(),
	shown: "",
};

/** The work of now. */
export const useWork = create<Work>()(() => nothing);

/** Changes some of it. */
export function change(how: (w: Work) => Partial<Work>): void {
	useWork.setState(how);
}

/** A map with one more. */
export function put<K, V>(all: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
	return new Map(all).set(key, value);
}

/** Follows the session until the function that it gives is called. */
export function follow(): () => void {
	const ignore = hear(heard);
	const unwatch = useSession.subscribe((after, before) => {
		if (after.chats !== before.chats) {
			keep(after, before);
			forgetTyped(after);
		}
		if (after.box !== before.box) {
			refused(after);
		}
	});
	const looked = () => document.visibilityState === "visible" && look();
	document.addEventListener("visibilitychange", looked);
	return () => {
		ignore();
		unwatch();
		document.removeEventListener("visibilitychange", looked);
		useWork.setState(nothing, true);
	};
}

function heard(f: ServerFrame): void {
	switch (f.type) {
		case "welcome": {
			const { status, max } = f;
			change(() => ({
				status: typeof status === "string" ? status : "",
				max: typeof max === "number" ? max : 0,
			}));
			say({ type: "visitors", on: true }); // once for each connection
			break;
		}
		case "visitors":
			change((w) => ({ visitors: withVisitors(w.visitors, f.told) }));
			break;
		case "typing":
			if (f.text) {
				change((w) => ({ typed: put(w.typed, f.chat, f.text ?? "") }));
			}
			break;
		case "wrapup":
			change((w) => ({ wrapups: put(w.wrapups, f.chat, f) }));
			break;
	}
}

/** Drops what was typed in chats whose visitors type no more: it was sent, or taken back. */
function forgetTyped(s: Session): void {
	const { typed } = useWork.getState();
	const left = [...typed].filter(([chat]) => {
		const t = s.chats.get(chat);
		return t?.typing.includes(partOf(t.state).visitor.id);
	});
	if (left.length < typed.size) {
		change(() => ({ typed: new Map(left) }));
	}
}

/** Keeps what the server forgets of chats whose wrap-up is due, and drops all else of those that are gone. */
function keep(after: Session, before: Session): void {
	const gone = [...before.chats.values()].filter((t) => !after.chats.has(t.chat));
	if (gone.length > 0 && after.phase === "open") {
		change((w) => ({
			kept: gone.filter((t) => isDue(t, w)).reduce((kept, t) => put(kept, t.chat, t), w.kept),
		}));
	}
	look();
}

function isDue(t: Timeline, w: Work): boolean {
	return t.state?.state === "ended" && !w.done.has(t.chat) && w.wrapups.get(t.chat)?.due === true;
}

/** Takes back commands that were refused, and tells why; messages stay where they are shown. */
function refused(s: Session): void {
	for (const { command: c, refusal } of s.box) {
		if (refusal !== undefined && c.type !== "post" && c.type !== "note") {
			change((w) => ({ faults: [...w.faults, { id: c.id, message: refusal.message }] }));
			giveUp(c.id);
		}
	}
}

/** Notes that the chat that is shown is read as far as it goes, and tells the visitor. */
export function look(): void {
	const { shown, seen } = useWork.getState();
	const t = useSession.getState().chats.get(shown);
	if (t === undefined || document.visibilityState !== "visible" || (seen.get(shown) ?? 0) >= t.seq) {
		return;
	}
	change((w) => ({ seen: put(w.seen, shown, t.seq) }));
	if (partOf(t.state).role === "holder" && t.state?.state === "active") {
		say({ type: "read", chat: shown, seq: t.seq });
	}
}

/** Shows a chat, or none. */
export function show(chat: string): void {
	if (useWork.getState().shown !== chat) {
		change(() => ({ shown: chat }));
	}
	look();
}

/** Tells the server one's status. */
export function setStatus(status: string, max: number): void {
	change(() => ({ status, max }));
	command("status", { status, ...(max > 0 ? { max } : {}) });
}

/** Puts a chat away that has ended. */
export function putAway(chat: string): void {
	change((w) => {
		const kept = new Map(w.kept);
		kept.delete(chat);
		return { done: new Set(w.done).add(chat), kept, shown: w.shown === chat ? "" : w.shown };
	});
}

let listed: { readonly s: Session["chats"]; readonly w: Work; readonly lists: Lists } | undefined;

/** The chats in lists, made once for each change. */
export function currentLists(s: Session, w: Work): Lists {
	const same =
		listed !== undefined &&
		listed.s === s.chats &&
		listed.w.seen === w.seen &&
		listed.w.done === w.done &&
		listed.w.wrapups === w.wrapups &&
		listed.w.kept === w.kept;
	if (listed === undefined || !same) {
		listed = { s: s.chats, w, lists: lists(s, w) };
	}
	return listed.lists;
}

/** The chats of now. */
export function useLists(): Lists {
	const s = useSession();
	const w = useWork();
	return currentLists(s, w);
}

/** All that is known of a chat, also of one that the server has forgotten. */
export function useTimeline(chat: string): Timeline | undefined {
	const live = useSession((s) => s.chats.get(chat));
	const kept = useWork((w) => w.kept.get(chat));
	return live ?? kept;
}
