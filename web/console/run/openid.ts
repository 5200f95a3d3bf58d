// Signing in by identity providers: the page leads the browser there, and it comes back with
// a session.
import type { components } from "../../shared/api.d.ts";
import { asForm } from "./account.ts";
import { ApiError, api, held } from "./api.ts";
import { prefer } from "./preferences.ts";

/** How agents can sign in beside a password. */
export interface Ways {
	readonly providers: readonly { readonly id: string; readonly name: string }[];
	/** There is no other way. */
	readonly requireOpenId: boolean;
}

/** A provider as the settings have it. */
export type Provider = components["schemas"]["IdentityProvider"];

// On a server of several sites their agents are given an address with ?site=N.
const site = Number(new URLSearchParams(location.search).get("site"));

/** Lists them. */
export async function waysToSignIn(): Promise<Ways> {
	return held(await api.GET("/oauth/providers", { params: { query: site > 0 ? { siteId: site } : {} } }));
}

/** Leads the browser to a provider. */
export async function signInBy(provider: string): Promise<void> {
	const { url } = held(await api.POST("/oauth/openid", { ...asForm, body: { provider } }));
	if (!/^https?:\/\//.test(url)) {
		throw new ApiError(0, "address", url);
	}
	prefer({ signedIn: true }); // so that this page looks for the session when the browser is back
	location.assign(url);
}
