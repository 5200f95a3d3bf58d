// What the server in the page has of what agents work with in chats, of the site, and of one's
// own account.

const none = "00000000-0000-0000-0000-000000000000";
const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;
const time = (day: number, hour: number) => new Date(Date.UTC(2026, 10, day, hour, 12)).toISOString();

const option = (n: number, name: string, groupName = "") => ({ id: guid(n), name, groupName, order: n });

const topics = [
	option(400, "Where is my parcel", "Delivery"),
	option(401, "Damaged", "Delivery"),
	option(402, "Refund", "Billing"),
	option(403, "Invoice", "Billing"),
	option(404, "Product advice"),
];

const languages = ["English", "Deutsch", "العربية"].map((name, i) => option(410 + i, name));

const texts = [
	["hello", "Hello, and welcome to Alder & Finch! How can I help you?", "Greetings", "everybody"],
	["bye", "Thank you for asking us. Have a good day!", "Greetings", "everybody"],
	[
		"return",
		"You can send it back within 30 days. Put the parcel’s own label on it, and take it to any post office. The money is back three days after we have it.",
		"Returns",
		"department",
	],
	["vat", "Our VAT number is DE 123456789.", "", "nobody"],
	["مرحبا", "مرحبا بك! كيف يمكنني مساعدتك؟", "Greetings", "everybody"],
] as const;

const chrome =
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const phone =
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

const signIn = (n: number, address: string, userAgent: string, more: object = {}) => ({
	id: guid(n),
	method: "password",
	clientId: none,
	address,
	userAgent,
	created: time(20 + n - 1300, 7),
	lastUsed: time(28, 9 + n - 1300),
	expires: time(29, 21),
	isCurrent: false,
	...more,
});

type Item = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Each list by its address. */
export const content: Readonly<Record<string, readonly Item[]>> = {
	"/v4/livechat/wrapupCategories": [
		{ id: guid(800), name: "Topic", isRequired: true, order: 1, options: topics },
		{ id: guid(801), name: "Language", isRequired: false, order: 2, options: languages },
		{ id: guid(802), name: "Mood", isRequired: false, order: 3, options: [] },
	],
	"/v4/livechat/customVariables": [
		{ id: guid(1100), name: "Basket", type: "decimal", value: "", hyperlink: "" },
		{
			id: guid(1101),
			name: "Customer",
			type: "integer",
			value: "",
			hyperlink: "https://crm.example/customers",
		},
		{ id: guid(1102), name: "Plan", type: "text", value: "", hyperlink: "" },
	],
	"/v4/livechat/cannedMessages": texts.map(([shortcut, text, category, sharedWith], i) => ({
		id: guid(1150 + i),
		shortcut,
		text,
		category,
		sharedWith,
		departmentId: sharedWith === "department" ? guid(201) : none,
		agentId: guid(100),
		created: time(3, 9),
	})),
	"/v4/livechat/bans": [
		{
			id: guid(1200),
			address: "203.0.113.0/24",
			until: time(30, 9),
			comment: "Spam",
			agentId: guid(100),
			created: time(20, 9),
		},
		{
			id: guid(1201),
			visitorId: guid(603),
			comment: "Threatens people.",
			agentId: guid(101),
			created: time(12, 9),
		},
		{
			id: guid(1202),
			address: "2001:db8:1:2::/64",
			until: time(2, 9),
			comment: "",
			agentId: guid(102),
			created: time(1, 9),
		},
	],
	"/v4/global/me/signIns": [
		signIn(1302, "198.51.100.7", phone),
		signIn(1301, "192.0.2.39", chrome, { isCurrent: true }),
		signIn(1300, "203.0.113.20", "parley-sync/1.2", { clientId: guid(1400) }),
	],
};

const uri = "otpauth://totp/Parley:ada@example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Parley";

/** What is there once. */
export const single: Readonly<Record<string, unknown>> = {
	"/v4/global/site": {
		id: 10000,
		name: "Alder & Finch",
		requireSecondFactor: false,
		requireOpenId: false,
		showTypedText: false,
		showGuide: false,
	},
	"/v4/global/me": {
		agent: {
			id: guid(100),
			displayName: "Ada Lovelace",
			email: "ada@alder.example",
			avatar: "",
			role: "admin",
		},
		scopes: ["chats:read", "chats:write", "chats:delete", "settings"],
		siteId: 10000,
		signInId: guid(1301),
		hasSecondFactor: true,
		recoveryCodesLeft: 9,
	},
	"/v4/global/me/secondFactor": { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri },
	"/v4/global/me/secondFactor:RenewCodes": {
		recoveryCodes: Array.from({ length: 10 }, (_, i) => `abcd-ef${i}h-ij${i}l-mnop`),
	},
};
