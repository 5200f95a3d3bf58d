// What the server in the page has of webhooks and their deliveries.
const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;
const time = (hour: number, minute: number) => new Date(Date.UTC(2026, 10, 28, hour, minute)).toISOString();

const all = [
	["chatEnds", "https://crm.example.com/hooks/parley", "working"],
	["offlineMessageIsSubmitted", "https://crm.example.com/hooks/parley", "working"],
	["chatStarts", "https://wallboard.example.com/live", "failing"],
	["agentStatusChanges", "https://old.example.com/status", "gone"],
	["chatIsWrappedUp", "https://warehouse.example.com/in?source=chat", "disabled"],
] as const;

const tries = (n: number, answerCode: number, failure: string) =>
	Array.from({ length: n }, (_, i) => ({
		time: time(6 + i, 13),
		milliseconds: answerCode === 0 ? 4_000 : 90 + 17 * i,
		answerCode,
		failure,
	}));

const delivery = (n: number, status: string, more: object) => ({
	id: guid(1950 + n),
	event: "chatEnds",
	isTest: false,
	subjectId: guid(n),
	createdTime: time(16 - n, 12),
	lastTryTime: time(16 - n, 13),
	status,
	tries: 1,
	answerCode: 200,
	answer: "",
	failure: "",
	log: tries(1, 200, ""),
	...more,
});

/** Each list by its address. */
export const ofWebhooks = {
	"/v4/livechat/webhooks": all.map(([event, targetUrl, state], i) => ({
		id: guid(1900 + i),
		event,
		targetUrl,
		isEnabled: state === "working" || state === "failing",
		state,
		...(state === "failing" ? { failingSince: time(9, 30) } : {}),
	})),
	[`/v4/livechat/webhooks/${guid(1900)}/deliveries`]: [
		delivery(0, "waiting", {
			tries: 3,
			answerCode: 503,
			answer: "<h1>Service unavailable</h1>\nThe queue is full, try again later.",
			failure: "it answered 503",
			log: tries(3, 503, "it answered 503"),
			nextTryTime: time(16, 18),
		}),
		delivery(1, "delivered", { isTest: true, answer: '{"ok":true}' }),
		delivery(2, "delivered", { answerCode: 204, log: tries(1, 204, "") }),
		delivery(3, "failed", {
			tries: 10,
			answerCode: 0,
			failure: "call: dial tcp 203.0.113.9:443: connection refused",
			log: tries(10, 0, "call: dial tcp 203.0.113.9:443: connection refused"),
		}),
	],
};
