// What the audit log says, in the words of the console.

/** Every kind of deed, as the API names them. */
export const actions = [
	"signIn.succeeded",
	"signIn.refused",
	"signIn.ended",
	"signIn.allEnded",
	"token.reused",
	"client.tokens",
	"client.refused",
	"password.changed",
	"secondFactor.set",
	"secondFactor.removed",
	"secondFactor.reset",
	"secondFactor.refused",
	"recoveryCodes.renewed",
	"recoveryCode.used",
	"recoveryCode.refused",
	"resource.added",
	"resource.changed",
	"resource.deleted",
	"site.created",
	"site.changed",
	"chats.imported",
	"chats.exported",
	"chats.read",
	"chats.deleted",
	"ticket.deleted",
	"offlineMessages.deleted",
] as const;

/** One of them. */
export type Action = (typeof actions)[number];

/** The key of its text: "signIn.ended" is signInEnded. */
export function wordOf(action: string): string {
	return action.replace(/\.(.)/, (_, letter: string) => letter.toUpperCase());
}

/** The page of the settings that has the things of a collection. */
export const pageOf: Readonly<Record<string, string>> = {
	agents: "agents",
	departments: "departments",
	skills: "skills",
	campaigns: "campaigns",
	fields: "fields",
	autoInvitations: "invitations",
	segments: "segments",
	bots: "bots",
	wrapupCategories: "wrapup",
	customVariables: "variables",
	cannedMessages: "canned",
	bans: "bans",
	apiKeys: "keys",
	oauthClients: "clients",
	identityKeys: "identity",
	webhooks: "webhooks",
	identityProviders: "signin",
};

/** What a member was or is: nothing, yes or no, or a text. */
export type Value = undefined | boolean | string;

/** Reads what the log has of a member: JSON, or the beginning of it. */
export function readValue(json: string): Value {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch {
		return json === "" ? undefined : json;
	}
	if (typeof value === "boolean") {
		return value;
	}
	if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
		return undefined;
	}
	if (Array.isArray(value) && value.every((v) => typeof v === "string" || typeof v === "number")) {
		return value.join(", ");
	}
	return typeof value === "string" ? value : json;
}

/** Puts what follows one another on the same day together. */
export function byDay<T>(all: readonly T[], dayOf: (one: T) => string): readonly (readonly [string, T[]])[] {
	const days: [string, T[]][] = [];
	for (const one of all) {
		const day = dayOf(one);
		const last = days.at(-1);
		if (last?.[0] === day) {
			last[1].push(one);
		} else {
			days.push([day, [one]]);
		}
	}
	return days;
}

/** The moment that a day of a date input begins, by the clocks of the browser's zone; days are added. */
export function startOf(day: string, plus = 0): string | undefined {
	const [, year, month, date] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []).map(Number);
	if (year === undefined || month === undefined || date === undefined) {
		return undefined;
	}
	const at = new Date(year, month - 1, date + plus);
	return at.toISOString();
}

/** What the log is asked about: everything, or one thing by its number, or an agent by its id. */
export interface About {
	readonly kind: "" | "agent" | "chat" | "ticket";
	readonly id: string;
}

/** Asks about everything. */
export const everythingAbout: About = { kind: "", id: "" };

/** The parameters that ask for that; none until the number is one. */
export function parametersAbout({ kind, id }: About): {
	readonly targetId?: string;
	readonly chatId?: number;
	readonly ticketId?: number;
} {
	if (kind === "agent") {
		return id === "" ? {} : { targetId: id };
	}
	const number = /^\s*0*[1-9]\d{0,14}\s*$/.test(id) ? Number(id) : 0;
	if (kind === "" || number === 0) {
		return {};
	}
	return kind === "chat" ? { chatId: number } : { ticketId: number };
}
