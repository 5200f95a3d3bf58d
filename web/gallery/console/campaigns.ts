// What the server in the page has of campaigns and what belongs to them: lists by the address
// of each.

const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;
const nobody = "00000000-0000-0000-0000-000000000000";

const field = (n: number, name: string, type = "text", options: readonly string[] = []) => ({
	id: guid(700 + n),
	name,
	type,
	isSystem: n > 2,
	isRequired: n === 3,
	isPci: false,
	options: options.map((option, order) => ({ name: option, order })),
});

const fields = [
	field(0, "Order number"),
	field(1, "What is it about?", "radioBox", ["An order", "A return", "Something else"]),
	field(2, "رقم الطلب"),
	field(3, "Name"),
	field(4, "Email"),
];

const asks = (...of: readonly number[]) =>
	of.map((n, order) => ({ fieldId: guid(700 + n), isRequired: n === 4, isVisible: n !== 2, order }));

const look = { color: "#2b6cb0", position: "right", theme: "auto", offsetX: 20, offsetY: 20, sound: true };

const campaigns = [
	{
		id: guid(300),
		name: "Main store",
		description: "On every page but the checkout.",
		language: "en",
		botId: guid(1600),
		preChatFields: asks(3, 4, 1),
		postChatFields: [],
		wrapupFields: asks(0),
		offlineMessageFields: asks(4, 2),
		look,
		texts: { en: { "preChat.title": "Hello! Ask us about boots" } },
		allowedOrigins: ["https://shop.example"],
		requireChallenge: 16,
	},
	{
		id: guid(301),
		name: "Shop Deutschland",
		description: "",
		language: "de",
		preChatFields: [],
		postChatFields: [],
		wrapupFields: [],
		offlineMessageFields: [],
		look: { ...look, color: "#0f7b4b", position: "left", theme: "dark" },
		texts: {},
		allowedOrigins: [],
		requireChallenge: 0,
	},
];

const conditions = [
	{ name: "requestingPageURL", operator: "contains", value: ["/boots", "/shoes"] },
	{ name: "timeOnPage", operator: "isMoreThan", value: ["30"] },
	{ name: "customVariable.Plan", operator: "is", value: ["gold"] },
];

const invitations = ["Boots", "Checkout"].map((name, i) => ({
	id: guid(1700 + i),
	name,
	campaignId: i === 0 ? nobody : guid(301),
	isEnabled: i === 0,
	order: i,
	message: "Hi! Can I help you find the right size?",
	conditionMetType: "all",
	logicalExpression: "",
	conditions: conditions.slice(0, 2),
}));

const segments = [
	{
		id: guid(1800),
		name: "Good customers",
		description: "They come first.",
		conditionMetType: "logicalExpression",
		logicalExpression: "1 and (2 or not 3)",
		conditions,
	},
];

const bots = [
	{
		id: guid(1600),
		name: "Robbie",
		description: "Knows orders and returns.",
		webhookUrl: "https://bots.example/parley",
		isEnabled: true,
	},
];

/** Each list by its address. */
export const ofCampaigns = {
	"/v4/livechat/campaigns": campaigns,
	"/v4/livechat/fields": fields,
	"/v4/livechat/autoInvitations": invitations,
	"/v4/livechat/segments": segments,
	"/v4/livechat/bots": bots,
};
