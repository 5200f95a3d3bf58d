// Who is signed in. What the sign-in goes on with is in a cookie that scripts cannot read;
// the access token, which ends soon, is in memory alone.
import { create } from "zustand";
import type { components } from "../../shared/api.d.ts";
import type { SecondStep } from "../model/secondfactor.ts";
import { ApiError, api, authorize, held } from "./api.ts";
import { replaceToken } from "./live.ts";
import { prefer, usePreferences } from "./preferences.ts";

/** Where the sign-in stands; "ended" when the server took it back. */
export type Account =
	| { readonly phase: "starting" | "out" | "ended" }
	| { readonly phase: "second"; readonly step: SecondStep }
	| { readonly phase: "in"; readonly token: string; readonly scopes: readonly string[] };

/** The sign-in of now. */
export const useAccount = create<Account>()(() => ({ phase: "starting" }));

const early = 60; // seconds before a token ends at which the next one is fetched
const again = 5_000; // ms, before that is tried again where no answer came

let timer: ReturnType<typeof setTimeout> | undefined;

type Grant =
	| { readonly grant_type: "refresh_token" }
	| { readonly grant_type: "password"; readonly email: string; readonly password: string }
	| { readonly grant_type: "mfa"; readonly mfa_token: string; readonly otp: string };

type Tokens = components["schemas"]["Token"];

/** How calls about signing in are made. */
export const asForm = {
	headers: { "Content-Type": "application/x-www-form-urlencoded" },
	credentials: "same-origin",
} as const;

/** Signs in; throws what the server says against it. */
export function signIn(email: string, password: string): Promise<void> {
	return take({ grant_type: "password", email, password });
}

/** Goes on with the sign-in of before, if there was one in this browser. */
export async function start(): Promise<void> {
	if (useAccount.getState().phase === "second") {
		return; // another direction of writing makes the page anew, in the middle of a sign-in
	}
	if (!usePreferences.getState().signedIn) {
		leave("out");
		return;
	}
	await goOnFromCookie("out").catch(() => {
		useAccount.setState({ phase: "out" }, true); // a reload tries again
	});
}

/** Goes on with what the cookie holds; without a sign-in there it leaves. Throws when no answer came. */
export async function goOnFromCookie(otherwise: "out" | "ended"): Promise<void> {
	try {
		await take({ grant_type: "refresh_token" });
	} catch (e) {
		if (!isOver(e)) {
			throw e;
		}
		leave(otherwise);
	}
}

/** Whether the server has said that there is no sign-in to go on with. */
function isOver(e: unknown): boolean {
	return e instanceof ApiError && (e.status === 401 || e.status === 403);
}

async function take(grant: Grant): Promise<void> {
	enter(await ask(grant));
}

/** Asks for tokens; throws what the server says against it. */
export async function ask(grant: Grant): Promise<Tokens> {
	return held(await api.POST("/oauth/token", { ...asForm, body: { ...grant, session: "cookie" } }));
}

/** Is signed in with these tokens. */
export function enter(answer: Tokens): void {
	const token = answer.access_token;
	authorize(token, goOn);
	prefer({ signedIn: true });
	replaceToken(token);
	useAccount.setState({ phase: "in", token, scopes: (answer.scope ?? "").split(" ") }, true);
	clearTimeout(timer);
	timer = setTimeout(goOn, Math.max(1, answer.expires_in - early) * 1_000);
}

let goesOn = false;

/**
 * Fetches the next token: in time, and when the one of now is refused, which tells whether
 * the sign-in has ended. Without an answer once more, for as long as it takes.
 */
export function goOn(): void {
	if (goesOn || useAccount.getState().phase !== "in") {
		return;
	}
	goesOn = true;
	take({ grant_type: "refresh_token" })
		.catch((e: unknown) => {
			if (isOver(e)) {
				leave("ended");
			} else {
				timer = setTimeout(goOn, again);
			}
		})
		.finally(() => {
			goesOn = false;
		});
}

function leave(phase: "out" | "ended"): void {
	clearTimeout(timer);
	authorize("", () => {});
	prefer({ signedIn: false });
	useAccount.setState({ phase }, true);
}

/** Signs out, here and in all tabs of this browser. */
export async function signOut(): Promise<void> {
	leave("out");
	await api.POST("/oauth/revoke", { ...asForm, body: { session: "cookie" } }).catch(() => {
		// the session ends by itself an hour later; the token is forgotten here
	});
}
