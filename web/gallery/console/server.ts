// A server in the page: it answers the few calls of the gallery's states, always the same.
import type { components } from "../../shared/api.js";
import { auditLog } from "./audit.ts";
import { single } from "./content.ts";
import { oneOf, settings } from "./settings.ts";
import type { State } from "./states.ts";

type Chat = components["schemas"]["Chat"];
type Question = components["schemas"]["Aggregation"];

const none = "00000000-0000-0000-0000-000000000000";
const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;

const named = (from: number, names: readonly string[]) =>
	names.map((name, i) => ({ id: guid(from + i), name }));
const agents = named(100, ["Ada Lovelace", "Grace Hopper", "يوسف القاسمي", "Jörg Becker"]);
const departments = named(200, ["Sales", "Returns", "Billing"]);
const campaigns = named(300, ["Main store", "Shop Deutschland"]);
const options = named(400, ["Refund", "Where is it", "Spam"]);
const visitors = ["Vi Nguyen", "אורי שפירא", "Renée Dubois", "Наталья Соловьёва", "李艳", "Tom"];

const at = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;
const time = (day: number, minute: number) => new Date(Date.UTC(2026, 10, day, 9, minute)).toISOString();

function message(
	minute: number,
	senderType: "visitor" | "agent" | "system",
	senderName: string,
	text: string,
) {
	const chatAction = { visitor: "visitorAddTextMessage", agent: "agentSendText", system: "systemEndChat" }[
		senderType
	];
	return {
		chatAction,
		message: text,
		senderType,
		senderName,
		time: time(20, minute),
		translatedMessage: "",
		attachment: "",
	};
}

function chatNumber(i: number): Chat {
	const day = 28 - i;
	const agent = at(agents, i);
	const department = at(departments, i);
	const campaign = at(campaigns, i);
	const rated = i % 3 === 0 ? 5 - (i % 5) : null;
	const option = { ...at(options, i), groupName: "Orders" };
	return {
		id: 4875 - i,
		guid: guid(i),
		sessionId: guid(500 + i),
		visitorId: guid(600 + i),
		contactIdentityId: none,
		startTime: time(day, i),
		endTime: time(day, i + 9),
		isQueued: i % 2 === 0,
		ifAudioChatHappened: false,
		ifVideoChatHappened: false,
		status: "normal",
		requestingPageTitle: "Boots | Alder & Finch",
		requestingPageURL: "https://shop.example/products/boots",
		preChatSocialMediaSource: 0,
		preChatSocialProfileURL: "",
		preChatName: at(visitors, i),
		preChatEmail: `visitor${i}@post.example`,
		preChatProductService: "",
		preChatPhone: "",
		preChatCompany: i % 2 === 0 ? "Bennett SA" : "",
		preChatTicketId: -1,
		departmentId: department.id,
		skillId: none,
		requestedTime: time(day, i),
		offlineMessageId: 0,
		avgResponseTime: 12.5 * (i + 1),
		visitorMessagesCount: 3,
		agentMessagesCount: 2,
		campaignId: campaign.id,
		lastMessageSentBy: "visitor",
		duration: `00:0${i % 10}:36`,
		source: "chatButton",
		waitingTime: `00:00:${10 + i}`,
		autoInvitationId: none,
		cannedMessageCount: 0,
		botDuration: "00:00:00",
		agentDuration: `00:0${i % 10}:36`,
		botId: none,
		chatType: "agentOnly",
		messages: [
			message(1, "system", "", `Agent ${agent.name} has joined the chat.`),
			message(2, "visitor", at(visitors, i), "Hello! My boots came back.\nWhen do I get my refund?"),
			message(3, "agent", agent.name, "Let me look that up for you."),
			{
				...message(4, "agent", agent.name, "Asked billing: it was paid out on Monday."),
				chatAction: "agentSendNoteText",
			},
			message(5, "agent", agent.name, "The refund is on its way, it takes two days."),
			message(6, "visitor", at(visitors, i), "شكرا جزيلا!"),
			message(7, "system", "", "The chat is ended."),
		],
		session: {
			id: guid(500 + i),
			visitorId: guid(600 + i),
			contactIdentityId: none,
			ip: "192.0.2.39",
			referrerURL: "https://social.example/",
			searchEngineId: none,
			keywords: "",
			landingPageURL: "https://shop.example/",
			landingPageTitle: "Alder & Finch",
			startTime: time(day, 0),
			browser: "Firefox 144",
			operatorSystem: "Ubuntu",
			screenResolution: "1920x1080",
			language: "en-US",
			timeZone: "-60",
		},
		chatAgents: [
			{
				id: i,
				chatId: 4875 - i,
				agentId: agent.id,
				startTime: time(day, i),
				endTime: time(day, i + 9),
				duration: "00:09:00",
				agent: { id: agent.id, displayName: agent.name, email: "agent@parley.example" },
			},
		],
		chatWrapup: {
			chatId: 4875 - i,
			agentId: agent.id,
			comment: "Wants a call back about the refund.",
			isAutoSubmitted: false,
			lastUpdatedTime: time(day, i + 10),
			categoriesName: option.name,
		},
		chatWrapupCategories: [{ id: i, chatId: 4875 - i, categoryOptionId: option.id, categoryOption: option }],
		postChatSurvey:
			rated === null ? null : { chatId: 4875 - i, ratingGrade: rated, ratingComment: "", ratingTime: "" },
		chatSegmentResults: [],
		chatFieldResults: [
			{
				id: i,
				chatId: 4875 - i,
				formType: "preChat",
				fieldId: guid(700),
				fieldName: "Order number",
				value: "AF-4954186",
				url: "",
			},
		],
		chatAttachments: [
			{
				id: i,
				chatId: 4875 - i,
				name: "boots.png",
				fileKey: "k",
				url: "/v4/livechat/chats/1/attachments/k",
				size: 48_213,
				contentType: "image/png",
				isNote: false,
			},
		],
		chatChatbotMaps: [],
		autoInvitation: null,
		campaign: { ...campaign, description: "", language: "en" },
		department: { ...department, description: "", isAvailableInLiveChat: true },
		skill: null,
		contactIdentity: null,
		visitor: null,
		transferLogs: [],
	};
}

const chats = Array.from({ length: 14 }, (_, i) => chatNumber(i));

const facet = (values: readonly { readonly id: string }[]) =>
	values.map((v, i) => ({ value: v.id, count: 9 - 2 * i }));

function found(state: State, body: string) {
	const list = state.searches === "nothing" ? [] : chats;
	const pieces = [
		{ text: "When do I get my ", match: false },
		{ text: "refund", match: true },
		{ text: "?", match: false },
	];
	const highlights = [
		{ member: "messages", index: 1, time: time(20, 2), cutBefore: true, cutAfter: false, pieces },
	];
	const givenUp = state.address.includes("of=missed");
	return {
		total: list.length,
		pageCount: 1,
		pageIndex: 0,
		pageSize: 100,
		list: list.map((c) => ({
			...c,
			...(givenUp ? { status: c.id % 3 === 0 ? "refused" : "missed" } : {}),
			...(body.includes("keywords") ? { highlights } : {}),
		})),
		facets: {
			departmentId: facet(departments),
			agent: facet(agents),
			campaignId: facet(campaigns),
			categoryOptionId: facet(options),
		},
	};
}

/** The keys of a report's rows and columns. */
function keysOf(by: string): readonly (string | number)[] {
	switch (by) {
		case "requestedTime.day":
			return Array.from({ length: 30 }, (_, i) => `2026-11-${String(i + 1).padStart(2, "0")}`);
		case "requestedTime.hourOfDay":
			return Array.from({ length: 24 }, (_, i) => i);
		case "agent":
			return agents.map((a) => a.id);
		case "departmentId":
			return departments.map((d) => d.id);
		case "categoryOptionId":
			return options.map((o) => o.id);
		case "status":
			return ["missed", "refused"];
		default:
			return [5, 4, 3, 2, 1];
	}
}

function figures({ groupBy = [], measures = [] }: Question) {
	let keys: Record<string, string | number>[] = [{}];
	for (const by of groupBy) {
		keys = keys.flatMap((k) => keysOf(by).map((value) => ({ ...k, [by]: value })));
	}
	const groups = keys.map((k, i) => {
		const size = Math.round(12 + 9 * Math.sin(i) - (groupBy.length > 1 ? 8 : 0));
		const value = (j: number) => Math.round(40 + 30 * Math.sin(i + j) + 60 * j);
		const figure = (m: string, j: number) => (m.includes("Grade") ? 3 + Math.sin(i) : value(j));
		return {
			keys: k,
			count: Math.max(size, 0),
			figures: Object.fromEntries(measures.map((m, j) => [m, figure(m, j)])),
		};
	});
	return { total: groups.reduce((sum, g) => sum + g.count, 0), groups };
}

const lists: Readonly<Record<string, unknown>> = {
	"/v4/livechat/tickets": [
		{ id: 12, subject: "Boots came back", status: "open", createdTime: time(1, 0), messages: [] },
	],
	"/v4/livechat/savedSearches": [
		{
			id: guid(900),
			name: "Missed this week",
			search: {},
			isMissedAndRefused: true,
			sharedWith: "everybody",
		},
		{
			id: guid(901),
			name: "Long with a bad rating",
			search: {},
			isMissedAndRefused: false,
			sharedWith: "nobody",
		},
	],
};

/** Answers a call as a state wants it. */
export async function answer(state: State, request: Request): Promise<Response> {
	const { pathname } = new URL(request.url);
	const body = request.method === "POST" ? await request.text() : "";
	if (pathname.endsWith(":Search")) {
		const message = "the search would have to read too much: choose a shorter requestedTime";
		return state.searches === "refused"
			? Response.json({ code: 422000, message, error: "query_too_expensive" }, { status: 422 })
			: Response.json(found(state, body));
	}
	if (pathname.endsWith(":Aggregate")) {
		return Response.json(figures(JSON.parse(body) as Question));
	}
	if (pathname.startsWith("/v4/livechat/chats/")) {
		return Response.json(chats[0]);
	}
	if (pathname === "/v4/global/auditLog") {
		return Response.json(auditLog);
	}
	if (state.searches === "nothing") {
		return Response.json([]);
	}
	return Response.json(lists[pathname] ?? single[pathname] ?? settings[pathname] ?? oneOf(pathname) ?? []);
}
