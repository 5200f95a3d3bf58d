// A session of live chat over connections that come and go, without any of them: what
// happens goes in, what is to be done comes out. Whoever drives it has the socket,
// the clock and the storage.
import { type Ack, decode, type Entry, type ServerFrame, type Welcome } from "./frames.ts";
import { FrameError } from "./json.ts";
import { drop, next, put, refuse, sent, unanswered } from "./outbox.ts";
import type { Effect, Happening, Session, Step, World } from "./sessionstate.ts";
import { emptyTimeline, type Timeline, withEntry, withState, withTyping } from "./timeline.ts";

const quietAtMost = 35_000; // ms without a frame, before the server is asked for one
const answerWithin = 10_000; // ms, else the connection counts as dead
const backOffFrom = 1_000;
const backOffTo = 30_000;
const putOffFor = 1_000; // ms, before a command that was put off is sent again

const closePolicy = 1008;
const closeTooBig = 1009;
const closeRestart = 1012;

/** Does one step. */
export function step(s: Session, h: Happening, w: World): Step {
	switch (h.type) {
		case "start":
			return s.phase === "idle" ? connect({ ...s, downSince: w.now }, w) : [s, []];
		case "stop":
			return end(s, "", s.phase === "ended" ? [] : [{ type: "close" }]);
		case "rest":
			return rest(s);
		case "opened":
			return s.phase === "connecting" ? greet(s, w) : [s, []];
		case "closed":
			return closed(s, h.code, h.reason, w);
		case "timer":
			return timer(s, w);
		case "command":
			return flush({ ...s, box: put(s.box, h.command, w.now) }, [{ type: "keep" }]);
		case "say":
			return [s, s.phase === "open" ? [{ type: "send", text: JSON.stringify(h.frame) }] : []];
		case "forgetCommand":
			return flush({ ...s, box: drop(s.box, h.id) }, [{ type: "keep" }]);
		case "frame":
			return frame({ ...s, heard: w.now }, h.text, w);
	}
}

function connect(s: Session, w: World): Step {
	return [
		{ ...s, phase: "connecting", heard: w.now },
		[{ type: "connect" }, { type: "timer", after: answerWithin }],
	];
}

function greet(s: Session, w: World): Step {
	const positions = [...s.chats.values()].map((t) => ({ chat: t.chat, seq: t.seq }));
	const hello = {
		type: "hello",
		...s.identity,
		...(s.secret === "" ? {} : { secret: s.secret }),
		...(s.epoch === "" ? {} : { epoch: s.epoch, positions }),
	};
	return [{ ...s, phase: "greeting", heard: w.now }, [{ type: "send", text: JSON.stringify(hello) }]];
}

function end(s: Session, fault: string, effects: readonly Effect[] = []): Step {
	return [
		{ ...s, phase: "ended", fault: s.phase === "ended" ? s.fault : fault, box: unanswered(s.box) },
		effects,
	];
}

function rest(s: Session): Step {
	if (s.phase === "ended" || s.phase === "idle") {
		return [s, []];
	}
	return [{ ...s, phase: "idle", box: unanswered(s.box), downSince: undefined }, [{ type: "close" }]];
}

function closed(s: Session, code: number, reason: string, w: World): Step {
	if (s.phase === "ended" || s.phase === "waiting" || s.phase === "idle") {
		return [s, []];
	}
	if (code === closePolicy && s.phase === "greeting") {
		return end(s, reason); // whoever is not let in will not be the next time either
	}
	const first = s.box.find((c) => c.sent);
	const tooBig = code === closeTooBig && first !== undefined;
	const box = tooBig ? refuse(s.box, first.command.id, { code: "invalid", message: reason }) : s.box;
	return pause({ ...s, box, closeCode: code }, restartIn(code, reason), w);
}

/** The time that a server that ends wants to be left alone, in milliseconds. */
function restartIn(code: number, reason: string): number {
	const seconds = code === closeRestart ? /^reconnectIn=(\d{1,4})$/.exec(reason)?.[1] : undefined;
	return seconds === undefined ? 0 : Number(seconds) * 1_000;
}

/** Waits, longer after each failure and at random, so that not all come at once. */
function pause(s: Session, atLeast: number, w: World): Step {
	const most = Math.min(backOffTo, backOffFrom * 2 ** s.failures);
	const after = Math.round(atLeast + w.random() * most);
	const paused: Session = {
		...s,
		phase: "waiting",
		failures: s.failures + 1,
		box: unanswered(s.box),
		downSince: s.downSince ?? w.now,
		chats: new Map([...s.chats].map(([id, t]) => [id, { ...t, typing: [] }])),
	};
	return [paused, [{ type: "timer", after }]];
}

function timer(s: Session, w: World): Step {
	switch (s.phase) {
		case "waiting":
			return connect(s, w);
		case "connecting":
		case "greeting":
			return dead(s, w);
		case "open":
			return quiet(s, w);
		default:
			return [s, []];
	}
}

function dead(s: Session, w: World): Step {
	const [paused, effects] = pause(s, 0, w);
	return [paused, [{ type: "close" }, ...effects]];
}

/** Asks a server that has been quiet for a frame; one that does not answer is gone. */
function quiet(s: Session, w: World): Step {
	const silent = w.now - s.heard;
	if (silent >= quietAtMost + answerWithin) {
		return dead(s, w);
	}
	const [flushed, effects] = flush(s, []);
	if (silent < quietAtMost) {
		return [flushed, [...effects, { type: "timer", after: quietAtMost - silent }]];
	}
	return [
		flushed,
		[...effects, { type: "send", text: '{"type":"ping"}' }, { type: "timer", after: answerWithin }],
	];
}

/** Sends the next command, if one can be sent. */
function flush(s: Session, before: readonly Effect[]): Step {
	const command = s.phase === "open" ? next(s.box) : undefined;
	if (command === undefined) {
		return [s, before];
	}
	return [
		{ ...s, box: sent(s.box, command.id) },
		[...before, { type: "send", text: JSON.stringify(command) }],
	];
}

function frame(s: Session, raw: string, w: World): Step {
	if (s.phase !== "greeting" && s.phase !== "open") {
		return [s, []];
	}
	let f: ServerFrame | undefined;
	try {
		f = decode(raw, w.frames);
	} catch (e) {
		if (e instanceof FrameError) {
			return dead(s, w);
		}
		throw e;
	}
	if (s.phase === "greeting") {
		return f?.type === "welcome" ? welcome(s, f) : dead(s, w);
	}
	return f === undefined ? [s, []] : told(s, f, w);
}

function welcome(s: Session, f: Welcome): Step {
	const known: Session = {
		...s,
		phase: "open",
		epoch: f.epoch,
		you: f.you,
		secret: f.secret === "" ? s.secret : f.secret,
		failures: 0,
		downSince: undefined,
	};
	return flush(known, [{ type: "keep" }, { type: "timer", after: quietAtMost }, { type: "heard", frame: f }]);
}

function told(s: Session, f: ServerFrame, w: World): Step {
	switch (f.type) {
		case "ack":
			return flush(acked(s, f), [{ type: "keep" }]);
		case "error":
			return refused(s, f.id, f.code, f.message);
		case "entry":
			return entry(s, f, w);
		case "state":
			return [withChat(s, f.chat, (t) => withState(t, f)), []];
		case "typing":
			return [
				s.chats.has(f.chat) ? withChat(s, f.chat, (t) => withTyping(t, f.by, f.on)) : s,
				[{ type: "heard", frame: f }],
			];
		case "resync":
			return [withChat(s, f.chat, () => emptyTimeline(f.chat)), []];
		case "gone":
			return [forgotten(s, f.chat), []];
		default:
			return [s, [{ type: "heard", frame: f }]];
	}
}

function acked(s: Session, f: Ack): Session {
	const command = s.box.find((w) => w.command.id === f.id)?.command;
	const unseen = command?.type === "post" && f.seq > (s.chats.get(f.chat)?.seq ?? 0);
	return {
		...s,
		you: f.you === "" ? s.you : f.you,
		box: drop(s.box, f.id),
		acked: unseen ? [...s.acked, { command, chat: f.chat, seq: f.seq }] : s.acked,
	};
}

function refused(s: Session, id: string, code: string, message: string): Step {
	const box = refuse(s.box, id, { code, message });
	const putOff = box.some((c) => c.command.id === id && c.refusal === undefined);
	if (putOff) {
		return [{ ...s, box }, [{ type: "timer", after: putOffFor }]];
	}
	return flush({ ...s, box }, [{ type: "keep" }]);
}

function entry(s: Session, e: Entry, w: World): Step {
	const added = withEntry(s.chats.get(e.chat) ?? emptyTimeline(e.chat), e);
	if (added === undefined) {
		return dead(s, w);
	}
	const acked = s.acked.filter((a) => a.chat !== e.chat || a.seq > e.seq);
	return [withChat({ ...s, acked }, e.chat, () => added), []];
}

function withChat(s: Session, chat: string, change: (t: Timeline) => Timeline): Session {
	const chats = new Map(s.chats);
	chats.set(chat, change(s.chats.get(chat) ?? emptyTimeline(chat)));
	return { ...s, chats };
}

// What a visitor has seen to its end stays before them; nothing of it comes any more.
function forgotten(s: Session, chat: string): Session {
	if (s.identity.role === "visitor" && s.chats.get(chat)?.state?.state === "ended") {
		return s;
	}
	const chats = new Map(s.chats);
	chats.delete(chat);
	return { ...s, chats };
}
