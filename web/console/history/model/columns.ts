// What a list of chats can show of each, and what that needs from the server.
import type { components } from "../../../shared/api.js";
import type { Member } from "./ask.ts";
import type { SortName } from "./vocabulary.ts";

/** A chat of which the members that were asked for are there. */
export type Chat = Partial<components["schemas"]["Chat"]> & {
	readonly highlights?: readonly components["schemas"]["Passage"][];
};

/** What a column shows; a list is that of names. */
export type Shown = string | number | null | readonly string[];

/** How a column's values are to be read. */
export type Look =
	| "text"
	| "number"
	| "time"
	| "span"
	| "seconds"
	| "grade"
	| "status"
	| "source"
	| "chatType"
	| "sender";

/** A column of the list. */
export interface Column {
	readonly name: string;
	readonly look: Look;
	/** The members that it needs. */
	readonly members: readonly Member[];
	/** What the list can be sorted by with it. */
	readonly sort?: SortName;
	readonly of: (chat: Chat) => Shown;
}

const scalar = <Name extends SortName & Member & keyof Chat>(name: Name, look: Look = "text"): Column => ({
	name,
	look,
	members: [name],
	sort: name,
	of: (chat) => plain(chat[name]),
});

function plain(value: unknown): Shown {
	return typeof value === "number" || (typeof value === "string" && value !== "") ? value : null;
}

const part = (name: string, members: readonly Member[], of: Column["of"], sort?: SortName): Column => ({
	name,
	look: "text",
	members,
	of,
	...(sort === undefined ? {} : { sort }),
});

/** All columns, in the order in which they are offered. */
export const columns: readonly Column[] = [
	scalar("id", "number"),
	scalar("requestedTime", "time"),
	scalar("preChatName"),
	scalar("preChatEmail"),
	scalar("preChatPhone"),
	scalar("preChatCompany"),
	part("department", ["department"], (c) => plain(c.department?.name)),
	part("agents", ["chatAgents"], (c) => [
		...new Set(c.chatAgents?.map((a) => a.agent?.displayName ?? "") ?? []),
	]),
	part("campaign", ["campaign"], (c) => plain(c.campaign?.name)),
	part("skill", ["skill"], (c) => plain(c.skill?.name)),
	scalar("status", "status"),
	scalar("source", "source"),
	scalar("chatType", "chatType"),
	scalar("waitingTime", "span"),
	scalar("duration", "span"),
	scalar("agentDuration", "span"),
	scalar("botDuration", "span"),
	scalar("avgResponseTime", "seconds"),
	scalar("visitorMessagesCount", "number"),
	scalar("agentMessagesCount", "number"),
	scalar("lastMessageSentBy", "sender"),
	{ ...part("rating", ["postChatSurvey"], (c) => c.postChatSurvey?.ratingGrade ?? null), look: "grade" },
	part("ratingComment", ["postChatSurvey"], (c) => plain(c.postChatSurvey?.ratingComment)),
	part(
		"categories",
		["chatWrapupCategories"],
		(c) => c.chatWrapupCategories?.map((o) => o.categoryOption?.name ?? "") ?? [],
	),
	part("comment", ["chatWrapup"], (c) => plain(c.chatWrapup?.comment)),
	part(
		"segments",
		["chatSegmentResults"],
		(c) => c.chatSegmentResults?.map((s) => s.segment?.name ?? "") ?? [],
	),
	scalar("requestingPageTitle"),
	scalar("requestingPageURL"),
	part(
		"ticket",
		["preChatTicketId"],
		(c) => ((c.preChatTicketId ?? -1) > 0 ? (c.preChatTicketId ?? null) : null),
		"preChatTicketId",
	),
	scalar("startTime", "time"),
	scalar("endTime", "time"),
];

const usual = [
	"requestedTime",
	"preChatName",
	"department",
	"agents",
	"waitingTime",
	"duration",
	"rating",
	"categories",
];
const usualGivenUp = [
	"requestedTime",
	"preChatName",
	"status",
	"department",
	"waitingTime",
	"requestingPageTitle",
];

/** The columns that are shown: those that were chosen, in the order in which they are offered. */
export function columnsOf(chosen: readonly string[], givenUp: boolean): readonly Column[] {
	const found = columns.filter((c) => chosen.includes(c.name));
	const names = givenUp ? usualGivenUp : usual;
	return found.length > 0 ? found : columns.filter((c) => names.includes(c.name));
}

/** The members that a list needs: those of its columns, and what names a chat. */
export function membersOf(shown: readonly Column[]): readonly Member[] {
	return [...new Set<Member>(["id", "guid", ...shown.flatMap((c) => c.members)])];
}

/** What a column shows of a chat, as one text; empty where there is nothing. */
export function textOf(shown: Shown): string {
	return shown === null ? "" : typeof shown === "object" ? shown.join(", ") : String(shown);
}
