// Webhooks as the API keeps them, and what they were told.
import type { components } from "../../../shared/api.d.ts";
import { api, held } from "../../run/api.ts";
import type { Resource } from "../../settings/run/resource.ts";

/** An address that is told of an event. */
export type Webhook = components["schemas"]["Webhook"];

/** What it was told once, or is to be told. */
export type Delivery = components["schemas"]["Delivery"];

const at = (id: string) => ({ params: { path: { id } } });

// How a webhook does is told alone.
function written({ event, targetUrl, isEnabled }: Omit<Webhook, "id">) {
	return { event, targetUrl, isEnabled };
}

/** How they are kept. */
export const webhooks: Resource<Webhook> = {
	key: "webhooks",
	list: async () => held(await api.GET("/livechat/webhooks")),
	read: async (id) => held(await api.GET("/livechat/webhooks/{id}", at(id))),
	create: async (draft) => held(await api.POST("/livechat/webhooks", { body: written(draft) })),
	change: async (id, draft) =>
		held(await api.PUT("/livechat/webhooks/{id}", { ...at(id), body: written(draft) })),
	remove: (id) => api.DELETE("/livechat/webhooks/{id}", at(id)),
};

/** Has another secret sign what a webhook is sent; the one before goes on signing beside it. */
export async function giveSecret(id: string, secret: string): Promise<void> {
	await api.PUT("/livechat/webhooks/{id}", { ...at(id), body: { secret } } as never);
}

/** What a webhook was told, the newest first. */
export async function deliveriesOf(id: string, pageSize: number): Promise<readonly Delivery[]> {
	const params = { path: { id }, query: { pageSize } };
	return held(await api.GET("/livechat/webhooks/{id}/deliveries", { params }));
}

/** Has it told something once more. */
export async function redeliver(id: string, delivery: string): Promise<void> {
	const params = { path: { id, delivery } };
	await api.POST("/livechat/webhooks/{id}/deliveries/{delivery}:Redeliver", { params });
}

/** Has it told that this is a test. */
export async function sendTest(id: string): Promise<void> {
	await api.POST("/livechat/webhooks/{id}:Test", at(id));
}
