// What conditions of segments and automatic invitations can name. Each term is edited as the
// field of a search that is like it: with the same operators, values and problems.
import { type FieldName, fieldNamed, type Operator, operatorsOf } from "../../history/model/vocabulary.ts";

/** Something that a condition can name. */
export interface Term {
	/** As the API has it, such as timeOnPage or customVariable.Plan. */
	readonly name: string;
	/** The field of a search with the same kind of values. */
	readonly like: FieldName;
	readonly topic: Topic;
	/** What it is called where a manager has named it. */
	readonly label?: string;
}

/** What terms are about. */
export type Topic = "page" | "visit" | "visitor" | "variables" | "chat" | "forms";

const text: FieldName = "requestingPageURL";
const number: FieldName = "visitorMessagesCount";
const seconds: FieldName = "waitingTime";

/** Of a visit (internal/chat/circumstances.go). */
export const visitTerms = [
	{ name: "requestingPageTitle", like: text, topic: "page" },
	{ name: "requestingPageURL", like: text, topic: "page" },
	{ name: "visitedPageURL", like: text, topic: "page" },
	{ name: "timeOnPage", like: seconds, topic: "page" },
	{ name: "landingPageTitle", like: text, topic: "visit" },
	{ name: "landingPageURL", like: text, topic: "visit" },
	{ name: "referrerURL", like: text, topic: "visit" },
	{ name: "searchEngine", like: text, topic: "visit" },
	{ name: "searchKeywords", like: text, topic: "visit" },
	{ name: "timeOnSite", like: seconds, topic: "visit" },
	{ name: "pages", like: number, topic: "visit" },
	{ name: "campaignId", like: "campaignId", topic: "visit" },
	{ name: "visits", like: number, topic: "visitor" },
	{ name: "chats", like: number, topic: "visitor" },
	{ name: "country", like: text, topic: "visitor" },
	{ name: "region", like: text, topic: "visitor" },
	{ name: "city", like: text, topic: "visitor" },
	{ name: "language", like: text, topic: "visitor" },
	{ name: "timeZone", like: text, topic: "visitor" },
	{ name: "ip", like: text, topic: "visitor" },
	{ name: "browser", like: text, topic: "visitor" },
	{ name: "operatorSystem", like: text, topic: "visitor" },
	{ name: "screenResolution", like: text, topic: "visitor" },
] as const satisfies readonly Term[];

/** The name of a term of a visit. */
export type VisitTerm = (typeof visitTerms)[number]["name"];

/** Of a chat, which segments can name too. Some are known only once it has ended. */
export const chatTerms: readonly Term[] = (
	[
		"preChatName",
		"preChatEmail",
		"preChatPhone",
		"preChatCompany",
		"preChatProductService",
		"departmentId",
		"skillId",
		"agent",
		"botId",
		"source",
		"autoInvitationId",
		"status",
		"chatType",
		"isQueued",
		"transferred",
		"waitingTime",
		"duration",
		"avgResponseTime",
		"visitorMessagesCount",
		"agentMessagesCount",
		"postChatSurvey.ratingGrade",
		"postChatSurvey.ratingComment",
		"categoryOptionId",
		"chatWrapup.comment",
	] as const satisfies readonly FieldName[]
).map((name) => ({ name, like: name, topic: "chat" }));

const formsOfChats = ["preChatFormField", "postChatFormField", "wrapupFormField"] as const;

/** The names that a site has given. */
export interface Names {
	readonly variables: readonly string[];
	readonly fields: readonly string[];
}

/** All that a condition can name: of visitors on the pages, or with their chats. */
export function termsOf(of: "visitors" | "chats", names: Names): readonly Term[] {
	const variables = names.variables.map((label): Term => variable(label));
	if (of === "visitors") {
		return [...visitTerms, ...variables];
	}
	const fields = formsOfChats.flatMap((form) => names.fields.map((label) => formField(form, label)));
	return [...visitTerms, ...variables, ...chatTerms, ...fields];
}

function variable(label: string): Term {
	return { name: `customVariable.${label}`, like: "customVariable", topic: "variables", label };
}

function formField(form: (typeof formsOfChats)[number], label: string): Term {
	return { name: `${form}.${label}`, like: form, topic: "forms", label };
}

/** The term of a name in any letter case; one that is not listed is taken for a text, so that it can be kept. */
export function termNamed(name: string, all: readonly Term[]): Term {
	const same = (t: Term) => t.name.toLowerCase() === name.toLowerCase();
	const [form = "", label = ""] = split(name);
	const field = fieldNamed(name);
	return (
		all.find(same) ??
		(label !== "" && (form === "customVariable" || formsOfChats.some((f) => f === form))
			? form === "customVariable"
				? variable(label)
				: formField(form as (typeof formsOfChats)[number], label)
			: { name, like: field?.name ?? text, topic: "chat", label: name })
	);
}

function split(name: string): readonly [string, string] {
	const dot = name.indexOf(".");
	return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
}

// A search compares the names of campaigns with these; conditions know their ids alone.
const ofNames: ReadonlySet<Operator> = new Set(["contains", "notContains", "regularExpression"]);

/** The operators that suit a term. */
export function operatorsFor(term: Term): readonly Operator[] {
	const all = operatorsOf(term.like);
	return fieldNamed(term.like)?.kind === "guid" ? all.filter((o) => !ofNames.has(o)) : all;
}
