// Who is signed in. The access token is in memory alone.
import { create } from "zustand";
import { api, authorize, held } from "./api.ts";

/** Where the sign-in stands; "ended" when the server took it back. */
export type Account =
	| { readonly phase: "out" | "ended" }
	| { readonly phase: "in"; readonly token: string; readonly scopes: readonly string[] };

/** The sign-in of now. */
export const useAccount = create<Account>()(() => ({ phase: "out" }));

/** Signs in; throws what the server says against it. */
export async function signIn(email: string, password: string): Promise<void> {
	const answer = held(
		await api.POST("/oauth/token", {
			body: { grant_type: "password", email, password },
			bodySerializer: (body) => new URLSearchParams(body as unknown as Record<string, string>),
			headers: { "Content-Type": "application/x-www-form-urlencoded" },
		}),
	);
	const token = answer.access_token;
	authorize(token, ended);
	useAccount.setState({ phase: "in", token, scopes: (answer.scope ?? "").split(" ") }, true);
}

function ended(): void {
	authorize("", ended);
	useAccount.setState({ phase: "ended" }, true);
}

/** Signs out, here and at the server. */
export async function signOut(): Promise<void> {
	const account = useAccount.getState();
	authorize("", ended);
	useAccount.setState({ phase: "out" }, true);
	if (account.phase === "in") {
		await api
			.POST("/oauth/revoke", {
				body: { token: account.token },
				bodySerializer: (body) => new URLSearchParams(body as unknown as Record<string, string>),
				headers: { "Content-Type": "application/x-www-form-urlencoded" },
			})
			.catch(() => {}); // the token is forgotten here anyway, and runs out there
	}
}
