// A campaign that is being set up.
import type { components } from "../../../shared/api.d.ts";
import type { PreviewScreen } from "../../../shared/model/preview.ts";
import type * as widget from "../../../shared/model/settings.ts";

/** As the API has it. */
export type Campaign = components["schemas"]["Campaign"];
/** A field that forms can ask. */
export type Field = components["schemas"]["Field"];
/** A field as a form asks it. */
export type Asked = Campaign["preChatFields"][number];

/** The members that hold a campaign's forms. */
export const forms = ["preChatFields", "postChatFields", "wrapupFields", "offlineMessageFields"] as const;
/** One of them. */
export type FormName = (typeof forms)[number];

/** A campaign that says nothing but what a new one needs. */
export const blankCampaign: Omit<Campaign, "id"> = {
	name: "",
	description: "",
	language: "en",
	botId: "",
	preChatFields: [],
	postChatFields: [],
	wrapupFields: [],
	offlineMessageFields: [],
	look: { color: "#2b6cb0", position: "right", theme: "auto", offsetX: 20, offsetY: 20, sound: true },
	texts: {},
	allowedOrigins: [],
	requireChallenge: 0,
};

/** What the preview needs to know of a campaign. */
export type Previewed = Pick<Campaign, "name" | "language" | "look" | "texts"> & {
	readonly [Form in Exclude<FormName, "wrapupFields">]: readonly Asked[];
};

/** The settings that the widget would get; departments are those that could be chosen. */
export function settingsOf(
	campaign: Previewed,
	fields: readonly Field[],
	departments: readonly { readonly id: string; readonly name: string }[] = [],
): widget.Settings {
	const known = new Map(fields.map((f) => [f.id, f]));
	const form = (asked: readonly Asked[]) =>
		asked.flatMap((a) => {
			const field = known.get(a.fieldId);
			return field === undefined || field.isPci ? [] : [askedAs(a, field)];
		});
	const { look } = campaign;
	return {
		site: 0,
		campaign: { id: "", name: campaign.name },
		language: campaign.language === "" ? "en" : campaign.language,
		look: { ...look, offsetX: wholeOf(look.offsetX), offsetY: wholeOf(look.offsetY) },
		texts: campaign.texts,
		open: true,
		departments: departments.map((d) => ({ id: d.id, name: d.name, open: true })),
		forms: {
			preChat: form(campaign.preChatFields),
			postChat: form(campaign.postChatFields),
			offline: form(campaign.offlineMessageFields),
		},
		challenge: 0,
		transcripts: true,
		files: true,
		typedText: false,
	};
}

/** As the server asks it: nobody is required to fill in what is not seen. */
function askedAs(asked: Asked, field: Field): widget.Field {
	return {
		id: field.id,
		name: field.name,
		type: field.type,
		required: (asked.isRequired || field.isRequired) && asked.isVisible,
		hidden: !asked.isVisible,
		system: field.isSystem,
		options: field.options.map((o) => o.name),
	};
}

/** While a number is being typed it may be none. */
function wholeOf(n: number): number {
	return Number.isSafeInteger(n) && n >= 0 ? n : 0;
}

/** The form with one more field at its end. */
export function withField(asked: readonly Asked[], fieldId: string): Asked[] {
	return numbered([...asked, { fieldId, isRequired: false, isVisible: true, order: 0 }]);
}

/** The form with something else about the field at a place. */
export function withAsked(asked: readonly Asked[], at: number, some: Partial<Asked>): Asked[] {
	return asked.map((a, i) => (i === at ? { ...a, ...some } : a));
}

/** Fields in the order of the list. */
export function numbered(asked: readonly Asked[]): Asked[] {
	return asked.map((a, order) => ({ ...a, order }));
}

/** The fields that a form does not ask yet. */
export function askable(asked: readonly Asked[], fields: readonly Field[]): readonly Field[] {
	const there = new Set(asked.map((a) => a.fieldId));
	return fields.filter((f) => !there.has(f.id));
}

/** The screen on which a form is seen; agents alone see the wrap-up. */
export function screenOf(form: FormName): PreviewScreen {
	const screens = {
		preChatFields: "preChat",
		postChatFields: "survey",
		wrapupFields: "chat",
		offlineMessageFields: "offline",
	} as const;
	return screens[form];
}

/** The tag that a site puts on its pages, as docs/widget.md has it. */
export function installationCode(origin: string, site: number, campaign = ""): string {
	const which = campaign === "" ? "" : ` data-campaign="${escaped(campaign)}"`;
	return `<script src="${escaped(origin)}/widget.js" data-site="${site}"${which} async></script>`;
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
