// What a campaign's settings say (GET /live/campaign), for loader and widget.
import { count, flag, list, type Members, object, text } from "./json.ts";

/** Kinds of fields of a form. */
export type FieldType = "text" | "textArea" | "radioBox" | "checkBox" | "dropdownList" | "checkboxList";

/** A field as a form asks it. */
export interface Field {
	readonly id: string;
	readonly name: string;
	readonly type: FieldType;
	readonly required: boolean;
	readonly hidden: boolean;
	/** One of the product's own, such as Name or Email. */
	readonly system: boolean;
	readonly options: readonly string[];
}

/** A department that a visitor may choose, and whether somebody would come there now. */
export interface Department {
	readonly id: string;
	readonly name: string;
	readonly open: boolean;
}

/** How the button and the window look. */
export interface Look {
	readonly color: string;
	readonly position: "left" | "right";
	readonly theme: "auto" | "light" | "dark";
	readonly offsetX: number;
	readonly offsetY: number;
	readonly sound: boolean;
}

/** All that the settings say. */
export interface Settings {
	readonly site: number;
	readonly campaign: { readonly id: string; readonly name: string } | undefined;
	/** Of the campaign, where the page's is not known. */
	readonly language: string;
	readonly look: Look;
	/** Texts of the campaign's own: by language, then by key. */
	readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** Whether somebody would take a chat now. */
	readonly open: boolean;
	readonly departments: readonly Department[];
	readonly forms: {
		readonly preChat: readonly Field[];
		readonly postChat: readonly Field[];
		readonly offline: readonly Field[];
	};
	/** Bits of work that a chat or message costs; 0 for none. */
	readonly challenge: number;
	/** Whether the server can send transcripts by e-mail. */
	readonly transcripts: boolean;
	/** Whether visitors may send files. */
	readonly files: boolean;
	/** Whether agents are shown what visitors have not sent yet. */
	readonly typedText: boolean;
}

const fieldTypes: readonly string[] = [
	"text",
	"textArea",
	"radioBox",
	"checkBox",
	"dropdownList",
	"checkboxList",
] satisfies FieldType[];

/** Reads settings; throws a FrameError that names what is wrong with them. */
export function readSettings(value: unknown): Settings {
	const m = object(value, "the settings");
	const campaign = m.campaign ?? null;
	const forms = object(m.forms ?? {}, '"forms"');
	return {
		site: count(m, "site"),
		campaign: campaign === null ? undefined : readCampaign(object(campaign, '"campaign"')),
		language: text(m, "language", "en"),
		look: readLook(object(m.look ?? {}, '"look"')),
		texts: readTexts(object(m.texts ?? {}, '"texts"')),
		open: flag(m, "open"),
		departments: list(m, "departments", (d) => ({
			id: text(d, "id"),
			name: text(d, "name"),
			open: flag(d, "open"),
		})),
		forms: {
			preChat: list(forms, "preChat", readField),
			postChat: list(forms, "postChat", readField),
			offline: list(forms, "offline", readField),
		},
		challenge: count(m, "challenge", 0),
		transcripts: flag(m, "transcripts"),
		files: flag(m, "files"),
		typedText: flag(m, "typedText"),
	};
}

function readCampaign(m: Members) {
	return { id: text(m, "id"), name: text(m, "name", "") };
}

function readLook(m: Members): Look {
	const color = text(m, "color", "");
	const theme = text(m, "theme", "auto");
	return {
		color: /^#[0-9a-f]{6}$/i.test(color) ? color : "#2b6cb0",
		position: text(m, "position", "right") === "left" ? "left" : "right",
		theme: theme === "light" || theme === "dark" ? theme : "auto",
		offsetX: count(m, "offsetX", 20),
		offsetY: count(m, "offsetY", 20),
		sound: m.sound === undefined || flag(m, "sound"),
	};
}

function readTexts(m: Members): Settings["texts"] {
	return Object.fromEntries(
		Object.keys(m).map((language) => {
			const texts = object(m[language], "the texts of a language");
			return [language, Object.fromEntries(Object.keys(texts).map((key) => [key, text(texts, key)]))];
		}),
	);
}

function readField(m: Members): Field {
	const type = text(m, "type");
	const options = m.options ?? [];
	return {
		id: text(m, "id"),
		name: text(m, "name"),
		type: fieldTypes.includes(type) ? (type as FieldType) : "text",
		required: flag(m, "required"),
		hidden: flag(m, "hidden"),
		system: flag(m, "system"),
		options: Array.isArray(options) ? options.filter((o) => typeof o === "string") : [],
	};
}
