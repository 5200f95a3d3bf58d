// Forms that are sent: for a chat, a message or a judgement.
import { type App, type Asked, askedBefore, type Effect, type Step, type World } from "./app.ts";
import { faultKey } from "./faults.ts";
import { answers, type FormName, type Problems, problems } from "./form.ts";
import { hold, mayTry, send } from "./proving.ts";
import { currentChat, fieldsOf, isOver, offlineForm } from "./screens.ts";
import { placeOf } from "./visiting.ts";
import type { Said } from "./words.ts";

/** Sends a form, or says what is wrong with it. */
export function submit(a: App, form: FormName, w: World): Step {
	if (a.asked !== undefined && a.asked.what !== "transcript") {
		return [a, []]; // the answer to the last one is still to come
	}
	const wrong = problemsOf(a, form);
	if (Object.keys(wrong).length > 0) {
		return [{ ...a, problems: wrong }, []];
	}
	const right = { ...a, problems: {}, fault: "" };
	switch (form) {
		case "preChat":
			return request(right, w);
		case "offline":
			return offline(right, w);
		case "postChat":
			return survey(right, w);
	}
}

function problemsOf(a: App, form: FormName): Problems {
	const asked = form === "offline" ? offlineForm(a) : a.settings.forms[form];
	return problems(asked, a.entered[form], a.departments, form === "preChat");
}

/** Asks for a chat with what was entered. */
export function request(a: App, w: World): Step {
	const { members, fields } = answers(
		a.settings.forms.preChat,
		a.entered.preChat,
		a.place.variables,
		a.departments,
	);
	return ask(a, "request", w, {
		...members,
		...placeOf(a),
		...(fields.length > 0 ? { fields } : {}),
		...(a.accepted === "" ? {} : { invitation: a.accepted }),
	});
}

function offline(a: App, w: World): Step {
	const chat = currentChat(a);
	const inside = chat !== undefined && !isOver(chat) ? { chat: chat.chat } : {};
	const { members, fields } = answers(offlineForm(a), a.entered.offline, a.place.variables, a.departments);
	return ask(a, "offline", w, {
		...inside,
		...members,
		...placeOf(a),
		...(fields.length > 0 ? { fields } : {}),
	});
}

function survey(a: App, w: World): Step {
	const chat = currentChat(a);
	if (chat === undefined) {
		return [a, []];
	}
	const { fields } = answers(a.settings.forms.postChat, a.entered.postChat, [], []);
	const id = w.id();
	const members = {
		chat: chat.chat,
		...(a.rating === undefined ? {} : { rating: a.rating }),
		...(a.comment.trim() === "" ? {} : { comment: a.comment.trim() }),
		...(fields.length > 0 ? { fields } : {}),
	};
	const asked: Asked = { id, what: "survey", given: false };
	return [{ ...a, asked }, [{ type: "command", command: { ...members, type: "survey", id } }]];
}

function ask(a: App, what: Asked["what"], w: World, members: Readonly<Record<string, unknown>>): Step {
	const id = w.id();
	return send({ ...a, asked: { id, what, given: false }, tries: 0 }, { ...members, type: what, id });
}

/** Looks whether what was asked is answered. */
export function answered(a: App, w: World): Step {
	const asked = a.asked ?? askedBefore(a.session.box);
	if (asked === undefined) {
		return [a, []];
	}
	const waiting = a.session.box.find((w) => w.command.id === asked.id);
	if (waiting?.refusal?.code === "challenge" && mayTry(a)) {
		return hold(a, asked, waiting.command, w);
	}
	if (waiting?.refusal !== undefined) {
		return refused({ ...a, asked: undefined }, asked, waiting.refusal.code);
	}
	if (waiting !== undefined) {
		return [a.asked?.given ? a : { ...a, asked: { ...asked, given: true } }, []];
	}
	return asked.given ? obeyed({ ...a, asked: undefined }, asked) : [a, []];
}

const nobody: ReadonlySet<string> = new Set(["nobodyThere", "queueFull"]);

function refused(a: App, asked: Asked, code: string): Step {
	const forget: Effect = { type: "forget", id: asked.id };
	const instead = asked.what === "request" && nobody.has(code);
	return [
		{
			...a,
			fault: code,
			wish: instead ? "offline" : a.wish,
			accepted: "",
			notice: asked.what === "transcript" ? { key: faultKey(code) } : undefined,
		},
		[forget],
	];
}

function obeyed(a: App, asked: Asked): Step {
	const chat = currentChat(a)?.chat;
	const done = chat === undefined ? a.done : [...a.done, chat];
	switch (asked.what) {
		case "request":
			return [{ ...a, wish: "", accepted: "", invitation: undefined, expects: true, requested: true }, []];
		case "offline":
			return [
				{ ...a, thanks: "message", wish: "", done, entered: { ...a.entered, offline: {} } },
				[{ type: "remember" }],
			];
		case "survey":
			return [{ ...a, thanks: "survey", wish: "", done }, [{ type: "remember" }]];
		case "transcript":
			return [{ ...a, notice: asked.notice }, []];
	}
}

/**
 * What nobody waits for on a screen and the server refused is given up; who asked for a
 * person is told why there is none.
 */
export function complain(a: App): Step {
	const refused = a.session.box.filter((w) => w.refusal !== undefined && w.command.type !== "post");
	const human = refused.find((w) => w.command.type === "human");
	const notice: Said | undefined = human && { key: faultKey(human.refusal?.code ?? "") };
	return [
		notice === undefined ? a : { ...a, notice },
		refused.map((w) => ({ type: "forget", id: w.command.id })),
	];
}

/** Whether a chat can begin without a form. */
export function needsNoForm(a: App): boolean {
	return fieldsOf(a, "preChat").length === 0;
}
