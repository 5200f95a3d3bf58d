// The widget's state machine.
import type { App, Effect, Step, World } from "./app.ts";
import { needsNoForm, request, submit } from "./asking.ts";
import { inChat, ofFiles } from "./chatting.ts";
import { follow, heard, markRead, tick } from "./following.ts";
import type { FromOutside, Happening, OnScreen } from "./happenings.ts";
import { solved, work } from "./proving.ts";
import { currentChat } from "./screens.ts";
import { formOf, visit } from "./visiting.ts";

/** Does one step. */
export function step(a: App, h: Happening, w: World): Step {
	const [after, effects] = react(a, h, w);
	const changed = formOf(after) !== formOf(a) && after.session.phase === "open" && after.looked;
	return [after, changed ? [...effects, visit(after)] : effects];
}

function react(a: App, h: Happening, w: World): Step {
	switch (h.type) {
		case "session":
		case "heard":
		case "foreign":
		case "place":
		case "visible":
		case "bottom":
		case "solved":
		case "tick":
			return fromOutside(a, h, w);
		case "draft":
		case "post":
		case "human":
		case "end":
		case "retry":
		case "remove":
		case "transcript":
			return inChat(a, h, w);
		case "file":
		case "progress":
		case "uploaded":
		case "retryFile":
		case "removeFile":
		case "uploadFailed":
			return ofFiles(a, h, w);
		default:
			return onScreen(a, h, w);
	}
}

function fromOutside(a: App, h: FromOutside, w: World): Step {
	switch (h.type) {
		case "session":
			return follow(a, h.session, w);
		case "heard":
			return heard(a, h);
		case "foreign":
			return [{ ...a, foreign: h.box }, []];
		case "place":
			return move(a, h.place);
		case "visible":
			return markRead({ ...a, visible: h.on });
		case "bottom":
			return markRead({ ...a, atBottom: h.on });
		case "solved":
			return solved(a, h.nonce, h.proof);
		case "tick":
			return tick(a, w);
	}
}

/** The visitor has come to another page without leaving this one, or more is known of them. */
function move(a: App, place: Partial<App["place"]>): Step {
	const next: App = { ...a, place: { ...a.place, ...place }, looked: a.looked && place.page === undefined };
	return next.session.phase === "open" ? [{ ...next, looked: true }, [visit(next)]] : [next, []];
}

function onScreen(a: App, h: OnScreen, w: World): Step {
	switch (h.type) {
		case "open":
			return opened(a);
		case "close":
			return [{ ...a, open: false, dialog: "" }, []];
		case "again":
			return again(a);
		case "accept":
			return accept(a, w);
		case "decline":
			return decline(a, w);
		case "wish":
			return [{ ...a, wish: h.wish, problems: {}, fault: "" }, []];
		case "dialog":
			return [{ ...a, dialog: h.dialog, notice: undefined }, []];
		case "measured":
			return [{ ...a, height: Math.ceil(h.height) }, []];
		case "sound":
			return [{ ...a, sound: h.on }, [{ type: "remember" }]];
		case "enter":
			return [enter(a, h), []];
		case "rate":
			return [{ ...a, rating: h.rating }, []];
		case "comment":
			return [{ ...a, comment: h.text }, []];
		case "submit":
			return submit(a, h.form, w);
	}
}

function opened(a: App): Step {
	const [seen, reads] = markRead({ ...a, open: true });
	const [next, works] = work(seen);
	return [next, [...reads, ...works]];
}

/** A field that is changed is not wrong any more, until it is looked at again. */
function enter(a: App, h: OnScreen & { readonly type: "enter" }): App {
	const { [h.field]: _, ...problems } = a.problems;
	const form = { ...a.entered[h.form], [h.field]: h.value };
	return { ...a, problems, fault: "", entered: { ...a.entered, [h.form]: form } };
}

/** The visitor is done with the chat that ended. */
function again(a: App): Step {
	const chat = currentChat(a)?.chat;
	const done = chat === undefined ? a.done : [...a.done, chat];
	const fresh: App = {
		...a,
		done,
		requested: false,
		wish: "",
		thanks: "",
		rating: undefined,
		comment: "",
		entered: { ...a.entered, postChat: {} },
		problems: {},
		fault: "",
		notice: undefined,
		draft: "",
	};
	return [fresh, [{ type: "remember" }]];
}

function accept(a: App, w: World): Step {
	if (a.invitation === undefined) {
		return [{ ...a, open: true }, []];
	}
	const [fresh, remembers] = again(a);
	const accepting: App = { ...fresh, open: true, accepted: a.invitation.id, wish: "preChat" };
	const [next, requests] = needsNoForm(a) ? request(accepting, w) : [accepting, []];
	return [next, [...remembers, ...requests]];
}

function decline(a: App, w: World): Step {
	if (a.invitation === undefined) {
		return [a, []];
	}
	const told: Effect = {
		type: "command",
		command: { type: "decline", id: w.id(), invitation: a.invitation.id },
	};
	return [{ ...a, invitation: undefined, accepted: "" }, [told]];
}
