// What these pages keep, as the settings' kit wants it.
import type { components } from "../../../shared/api.d.ts";
import { noGuid } from "../../history/model/vocabulary.ts";
import { api, held } from "../../run/api.ts";
import type { Resource } from "../../settings/run/resource.ts";
import { type Campaign, type Field, numbered } from "../model/campaign.ts";

const at = (id: string) => ({ params: { path: { id } } });

/** A segment. */
export type Segment = components["schemas"]["Segment"];
/** An automatic invitation. */
export type AutoInvitation = components["schemas"]["AutoInvitation"];
/** A bot. */
export type Bot = components["schemas"]["Bot"];

/** Forms are in the order in which they are shown. */
function asSent<C extends Omit<Campaign, "id">>(c: C): C {
	const all = {
		...c,
		preChatFields: numbered(c.preChatFields),
		postChatFields: numbered(c.postChatFields),
		wrapupFields: numbered(c.wrapupFields),
		offlineMessageFields: numbered(c.offlineMessageFields),
	};
	return { ...all, botId: c.botId === "" || c.botId === undefined ? noGuid : c.botId };
}

function asRead(c: Campaign): Campaign {
	return { ...c, botId: c.botId ?? "" };
}

/** Campaigns. */
export const campaigns: Resource<Campaign> = {
	key: "campaigns",
	list: async () => held(await api.GET("/livechat/campaigns")),
	read: async (id) => asRead(held(await api.GET("/livechat/campaigns/{id}", at(id)))),
	create: async (c) => asRead(held(await api.POST("/livechat/campaigns", { body: asSent(c) }))),
	change: async (id, c, changed) => {
		const sent = Object.entries(asSent(c)).filter(([member]) => member in changed);
		const body = { ...(Object.fromEntries(sent) as Partial<Campaign>), name: c.name };
		return asRead(held(await api.PUT("/livechat/campaigns/{id}", { ...at(id), body })));
	},
	remove: (id) => api.DELETE("/livechat/campaigns/{id}", at(id)),
};

/** Options are told apart by their order while they are edited. */
function inOrder<F extends Omit<Field, "id">>(f: F): F {
	return { ...f, options: f.options.map((o, order) => ({ ...o, order })) };
}

/** Fields of forms. */
export const fields: Resource<Field> = {
	key: "fields",
	list: async () => held(await api.GET("/livechat/fields")),
	read: async (id) => inOrder(held(await api.GET("/livechat/fields/{id}", at(id)))),
	create: async (f) => inOrder(held(await api.POST("/livechat/fields", { body: inOrder(f) }))),
	change: async (id, f, changed) => {
		const { options } = inOrder(f);
		const body = { ...changed, name: f.name, ...(changed.options && { options }) };
		return inOrder(held(await api.PUT("/livechat/fields/{id}", { ...at(id), body })));
	},
	remove: (id) => api.DELETE("/livechat/fields/{id}", at(id)),
};

/** Segments. */
export const segments: Resource<Segment> = {
	key: "segments",
	list: async () => held(await api.GET("/livechat/segments")),
	read: async (id) => held(await api.GET("/livechat/segments/{id}", at(id))),
	create: async (body) => held(await api.POST("/livechat/segments", { body })),
	change: async (id, { name }, changed) => {
		const body = { ...changed, name };
		return held(await api.PUT("/livechat/segments/{id}", { ...at(id), body }));
	},
	remove: (id) => api.DELETE("/livechat/segments/{id}", at(id)),
};

/** Automatic invitations. */
export const invitations: Resource<AutoInvitation> = {
	key: "invitations",
	list: async () => held(await api.GET("/livechat/autoInvitations")),
	read: async (id) => held(await api.GET("/livechat/autoInvitations/{id}", at(id))),
	create: async (body) => held(await api.POST("/livechat/autoInvitations", { body })),
	change: async (id, { name }, changed) => {
		const body = { ...changed, name };
		return held(await api.PUT("/livechat/autoInvitations/{id}", { ...at(id), body }));
	},
	remove: (id) => api.DELETE("/livechat/autoInvitations/{id}", at(id)),
};

// A secret that is sent again would be taken for a new one.
function withoutSecret<B extends { readonly secret?: string }>({ secret: _, ...rest }: B) {
	return rest;
}

/** Bots. */
export const bots: Resource<Bot> = {
	key: "bots",
	list: async () => held(await api.GET("/livechat/bots")),
	read: async (id) => held(await api.GET("/livechat/bots/{id}", at(id))),
	create: async (b) => held(await api.POST("/livechat/bots", { body: withoutSecret(b) })),
	change: async (id, { name }, changed) => {
		const body = { ...withoutSecret(changed), name };
		return held(await api.PUT("/livechat/bots/{id}", { ...at(id), body }));
	},
	remove: (id) => api.DELETE("/livechat/bots/{id}", at(id)),
};

/** Gives a bot another secret, which it answers to from then on; the one before goes on signing beside it. */
export async function giveSecret(id: string, secret: string): Promise<void> {
	await api.PUT("/livechat/bots/{id}", { ...at(id), body: { secret } });
}
