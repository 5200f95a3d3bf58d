// What an agent is told of a chat's wrap-up (docs/live.md).
import type { Readers } from "./frames.ts";
import { flag, list, type Members, object, text, texts } from "./json.ts";

/** A field of a form, as it is asked. */
export interface AskedField {
	readonly fieldId: string;
	readonly name: string;
	/** text, textArea, radioBox, checkBox, dropdownList or checkboxList. */
	readonly type: string;
	readonly required: boolean;
	readonly options: readonly string[];
}

/** A list of options to choose from in a wrap-up. */
export interface AskedCategory {
	readonly id: string;
	readonly name: string;
	readonly required: boolean;
	readonly options: readonly { readonly id: string; readonly name: string; readonly groupName: string }[];
}

/** What an agent has given as a wrap-up. */
export interface GivenWrapup {
	/** Empty, as is the time, while the API has given fields and no more. */
	readonly agent: string;
	readonly comment: string;
	readonly categories: readonly string[];
	readonly fields: readonly { readonly fieldId: string; readonly name: string; readonly value: string }[];
	readonly time: string;
}

/** To agents: what the wrap-up of a chat is to tell, and what it does. */
export interface Wrapup {
	readonly type: "wrapup";
	readonly chat: string;
	/** The chat has ended, and something that is required is missing. */
	readonly due: boolean;
	readonly fields: readonly AskedField[];
	readonly categories: readonly AskedCategory[];
	readonly given: GivenWrapup | undefined;
}

/** Readers of the frames that come to agents alone. */
export const agentFrames: Readers = {
	wrapup: readWrapup,
	typing: (m) => ({
		type: "typing",
		chat: text(m, "chat"),
		by: text(m, "by"),
		on: flag(m, "on"),
		text: text(m, "text", ""),
	}),
	visitors: (told) => ({ type: "visitors", told }),
};

function readWrapup(m: Members): Wrapup {
	return {
		type: "wrapup",
		chat: text(m, "chat"),
		due: flag(m, "due"),
		fields: list(m, "fields", readAskedField),
		categories: list(m, "categories", readAskedCategory),
		given: m.given === undefined ? undefined : readGiven(object(m.given, '"given"')),
	};
}

function readAskedField(m: Members): AskedField {
	return {
		fieldId: text(m, "fieldId"),
		name: text(m, "name"),
		type: text(m, "type"),
		required: flag(m, "required"),
		options: texts(m, "options"),
	};
}

function readAskedCategory(m: Members): AskedCategory {
	return {
		id: text(m, "id"),
		name: text(m, "name"),
		required: flag(m, "required"),
		options: list(m, "options", (o) => ({
			id: text(o, "id"),
			name: text(o, "name"),
			groupName: text(o, "groupName", ""),
		})),
	};
}

function readGiven(m: Members): GivenWrapup {
	return {
		agent: text(m, "agent", ""),
		comment: text(m, "comment"),
		categories: texts(m, "categories"),
		fields: list(m, "fields", (f) => ({
			fieldId: text(f, "fieldId"),
			name: text(f, "name"),
			value: text(f, "value"),
		})),
		time: text(m, "time", ""),
	};
}
