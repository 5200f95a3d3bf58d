// Attaching chats to tickets. A chat that goes on has no record yet: it is attached at its end.

import type { Session } from "../../../shared/model/sessionstate.ts";
import { attach, type ToTicket } from "../../history/run/record.ts";
import { useSession } from "../../run/live.ts";
import { partOf } from "../model/part.ts";
import { change, useWork } from "./store.ts";

/** Attaches a chat: now where it has ended, and else when it does. */
export async function attachChat(chat: string, to: ToTicket): Promise<void> {
	const t = useSession.getState().chats.get(chat) ?? useWork.getState().kept.get(chat);
	const { record, requested } = partOf(t?.state);
	if (record > 0) {
		await attach({ id: record, requestedTime: requested }, to);
		return;
	}
	promises.set(chat, to);
	unwatch ??= useSession.subscribe(keepPromises);
}

const promises = new Map<string, ToTicket>();
let unwatch: (() => void) | undefined;

/** Attaches what was promised of the chats that have ended; tells where that fails. */
function keepPromises(s: Session): void {
	for (const [chat, to] of promises) {
		const { record, requested } = partOf(s.chats.get(chat)?.state);
		if (record > 0) {
			promises.delete(chat);
			attach({ id: record, requestedTime: requested }, to).catch((e: unknown) => {
				const message = e instanceof Error ? e.message : String(e);
				change((w) => ({ faults: [...w.faults, { id: crypto.randomUUID(), message }] }));
			});
		}
	}
	if (promises.size === 0 || s.phase === "idle") {
		promises.clear();
		unwatch?.();
		unwatch = undefined;
	}
}
