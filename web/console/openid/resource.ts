// Identity providers as the API keeps them.
import { api, held } from "../run/api.ts";
import type { Provider } from "../run/openid.ts";
import type { Resource } from "../settings/run/resource.ts";

const at = (id: string) => ({ params: { path: { id } } });

/** The providers of the site. */
export const providers: Resource<Provider> = {
	key: "identityProviders",
	list: async () => held(await api.GET("/global/identityProviders")),
	read: async (id) => held(await api.GET("/global/identityProviders/{id}", at(id))),
	create: async (draft) =>
		held(
			await api.POST("/global/identityProviders", {
				body: { ...draft, clientSecret: draft.clientSecret ?? "" },
			}),
		),
	change: async (id, _, changed) =>
		held(await api.PUT("/global/identityProviders/{id}", { ...at(id), body: changed })),
	remove: (id) => api.DELETE("/global/identityProviders/{id}", at(id)),
};
