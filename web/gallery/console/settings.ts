// What the server in the page has of the site's settings: lists by the address of each, of
// which one is answered below its id.
import { ofCampaigns } from "./campaigns.ts";
import { content } from "./content.ts";

const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;

const words = [
	["Arabic", "Writes and reads it."],
	["Dutch", ""],
	["French", ""],
	["German", ""],
	["Hebrew", ""],
	["Refunds", "May pay back up to 200 €."],
	["Repairs", "Knows the workshop, and what a repair costs."],
	["Spanish", ""],
	["Wholesale", "Knows the price lists of shops that buy from us."],
] as const;

const people = [
	["Ada Lovelace", "ada@shop.example", "admin", [0, 1]],
	["Grace Hopper", "grace@shop.example", "supervisor", [0, 1, 2]],
	["يوسف القاسمي", "yusuf@shop.example", "agent", [1]],
	["Jörg Becker", "jörg.becker@shop.example", "agent", []],
	["Renée Dubois", "renee@shop.example", "", []],
] as const;

const agents = people.map(([displayName, email, role, of], i) => ({
	id: guid(100 + i),
	email,
	displayName,
	firstName: displayName.split(" ")[0],
	lastName: displayName.split(" ")[1],
	isAdmin: role === "admin",
	role,
	isActive: i !== 3,
	departmentIds: of.map((d) => guid(200 + d)),
	skillIds: i === 0 ? [guid(1005)] : [],
	avatar: "",
}));

const departments = ["Sales", "Returns", "Billing"].map((name, i) => ({
	id: guid(200 + i),
	name,
	description: ["Before somebody buys.", "What comes back, and repairs.", ""][i],
	isAvailableInLiveChat: i !== 2,
	agentIds: agents.filter((a) => a.departmentIds.includes(guid(200 + i))).map((a) => a.id),
	overflowDepartmentId: i === 1 ? guid(200) : "00000000-0000-0000-0000-000000000000",
	overflowToOfflineMessage: i === 0,
	overflowAfter: i === 1 ? 90 : 0,
	queueLimit: 20 * i,
}));

const created = "2026-06-03T09:12:00Z";
const used = "2026-11-28T22:40:00Z";

const apiKeys = [
	["Nightly export", ["chats:read"], used, undefined],
	["Order system", ["chats:read", "chats:write"], used, "2027-01-01T00:00:00Z"],
	["Trial of a dashboard", ["chats:read", "settings"], undefined, "2026-12-01T00:00:00Z"],
].map(([name, scopes, lastUsed, expires], i) => ({
	id: guid(1100 + i),
	name,
	agentId: guid(100),
	scopes,
	created,
	prefix: `pk_4f${i}a`,
	...(lastUsed === undefined ? {} : { lastUsed }),
	...(expires === undefined ? {} : { expires }),
}));

const oauthClients = [
	{
		id: guid(1200),
		name: "Phone app",
		redirectUris: ["com.example.desk:/done"],
		scopes: ["chats:read", "chats:write"],
		agentId: "00000000-0000-0000-0000-000000000000",
		isPublic: true,
		created,
		prefix: "",
	},
];

const identityKeys = [
	{ id: guid(1300), name: "Main store", algorithm: "HS256", created },
	{
		id: guid(1301),
		name: "Shop Deutschland",
		algorithm: "ES256",
		created,
		publicKey: "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n",
	},
];

const identityProviders = [
	["Company account", "https://login.shop.example/realms/staff", true],
	["Google", "https://accounts.google.com", false],
].map(([name, issuer, isEnabled], i) => ({
	id: guid(1500 + i),
	name,
	issuer,
	clientId: "parley",
	scopes: [],
	allowedDomains: ["shop.example"],
	isEmailTrusted: false,
	isEnabled,
	createsAgents: i === 0,
	role: "agent",
	departmentIds: [guid(200)],
}));

const signIn = {
	method: "password",
	clientId: "00000000-0000-0000-0000-000000000000",
	address: "192.0.2.39",
	created,
	lastUsed: used,
	expires: "2026-11-30T10:00:00Z",
};

const signIns = [
	"Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0",
	"Mozilla/5.0 (iPhone) Version/18.1 Safari/604.1",
].map((userAgent, i) => ({ ...signIn, id: guid(1400 + i), userAgent, isCurrent: i === 0 }));

const atWork = [
	{ id: guid(100), status: "Online", ongoingChats: 3 },
	{ id: guid(101), status: "Away", ongoingChats: 0 },
];

/** Each list by its address. */
export const settings: Readonly<Record<string, readonly { readonly id: string }[]>> = {
	...content,
	"/v4/global/skills": words.map(([name, description], i) => ({ id: guid(1000 + i), name, description })),
	"/v4/global/agents": agents,
	"/v4/global/departments": departments,
	"/v4/global/apiKeys": apiKeys,
	"/v4/global/oauthClients": oauthClients,
	"/v4/global/identityProviders": identityProviders,
	"/v4/livechat/identityKeys": identityKeys,
	[`/v4/global/agents/${guid(100)}/signIns`]: signIns,
	"/v4/livechat/agents": atWork,
	...ofCampaigns,
};

/** One of a list; undefined for no such address. */
export function oneOf(pathname: string): unknown {
	const at = pathname.lastIndexOf("/");
	return settings[pathname.slice(0, at)]?.find((one) => one.id === pathname.slice(at + 1));
}
