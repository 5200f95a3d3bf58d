// What the server in the page has of the audit log.
import type { components } from "../../shared/api.js";

type Deed = components["schemas"]["AuditEntry"];

const none = "00000000-0000-0000-0000-000000000000";
const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;
const hash = "0f343b0931126a20f133d67c2b018a3b5b1f5d0c8d1f0c2b7a6f0d7f3f8f2c11";

const ada = { agentId: guid(100), agentName: "Ada Lovelace", signInId: guid(1300), address: "192.0.2.7" };
const grace = {
	agentId: guid(101),
	agentName: "Grace Hopper",
	signInId: guid(1301),
	address: "2001:db8::17",
};
const yusuf = {
	agentId: guid(102),
	agentName: "يوسف القاسمي",
	signInId: guid(1302),
	address: "198.51.100.4",
};

const deeds: readonly (readonly [string, Partial<Deed>])[] = [
	[
		"2026-11-28T15:42:10Z",
		{
			...ada,
			action: "resource.changed",
			collection: "departments",
			targetId: guid(201),
			name: "Returns",
			changes: [
				{ member: "description", before: '""', after: '"What comes back, and repairs."' },
				{ member: "isAvailableInLiveChat", before: "false", after: "true" },
				{ member: "overflowAfter", before: "0", after: "90" },
			],
		},
	],
	[
		"2026-11-28T15:30:02Z",
		{
			...ada,
			action: "resource.added",
			collection: "apiKeys",
			targetId: guid(1101),
			name: "Order system",
			changes: [
				{ member: "scopes", before: "", after: '["chats:read","chats:write"]' },
				{ member: "secret", before: "", after: "" },
			],
		},
	],
	["2026-11-28T15:28:51Z", { ...ada, action: "signIn.succeeded", collection: "agents", targetId: guid(100) }],
	[
		"2026-11-28T09:03:40Z",
		{
			action: "signIn.refused",
			collection: "agents",
			targetId: guid(101),
			name: "",
			address: "203.0.113.9",
			count: 7,
		},
	],
	["2026-11-27T17:12:00Z", { ...grace, action: "chats.deleted", count: 3, ids: [4871, 4872, 4866] }],
	[
		"2026-11-27T16:59:00Z",
		{ ...yusuf, action: "secondFactor.set", collection: "agents", targetId: guid(102), signInId: none },
	],
	[
		"2026-11-27T11:20:00Z",
		{
			agentId: guid(100),
			agentName: "Ada Lovelace",
			apiKeyId: guid(1100),
			address: "192.0.2.50",
			action: "resource.changed",
			collection: "webhooks",
			targetId: guid(900),
			changes: [{ member: "targetUrl", before: '"https://old.example/…"', after: '"https://crm.example/…"' }],
		},
	],
	[
		"2026-11-27T11:02:00Z",
		{ ...ada, action: "resource.deleted", collection: "skills", targetId: guid(1077), name: "Fax" },
	],
	[
		"2026-11-26T08:00:00Z",
		{ action: "password.changed", collection: "agents", targetId: guid(103), name: "Jörg Becker" },
	],
];

/** The one answer about it. */
export const auditLog: components["schemas"]["AuditLog"] = {
	entries: deeds.map(([time, deed], i) => ({
		n: 5310 - i,
		time,
		action: "",
		agentId: none,
		agentName: "",
		signInId: none,
		apiKeyId: none,
		clientId: none,
		address: "",
		collection: "",
		targetId: none,
		name: "",
		count: 0,
		ids: [],
		changes: [],
		hash,
		...deed,
	})),
	hasMore: true,
	first: 1,
	last: 5310,
	hash,
};
