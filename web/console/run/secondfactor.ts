// The second step of a sign-in: what is asked of who has given the right password.
import { askedBy, tidied } from "../model/secondfactor.ts";
import { asForm, ask, enter, goOnFromCookie, useAccount } from "./account.ts";
import { type ApiError, api, held } from "./api.ts";
import { prefer } from "./preferences.ts";

/**
 * Asks for what the refusal of the password alone demands. Where a second factor is to be set
 * up the server makes its secret now: once, since another one would replace what an app has.
 */
export async function begin(refusal: ApiError): Promise<void> {
	const token = refusal.firstStep;
	const kind = askedBy(refusal.word, token);
	if (kind === undefined) {
		throw refusal;
	}
	const step = kind === "code" ? { kind, token } : { kind, token, ...(await setUp(token)) };
	useAccount.setState({ phase: "second", step }, true);
}

async function setUp(token: string) {
	return held(await api.POST("/oauth/secondFactor", { ...asForm, body: { mfa_token: token } }));
}

/** Shows a code; throws what the server says against it. */
export async function show(token: string, typed: string): Promise<void> {
	const answer = await ask({ grant_type: "mfa", mfa_token: token, otp: tidied(typed) });
	const codes = answer.recovery_codes;
	if (codes === undefined) {
		enter(answer);
		return;
	}
	prefer({ signedIn: true }); // a reload goes on, without the codes
	useAccount.setState({ phase: "second", step: { kind: "recovery", codes } }, true);
}

/** Goes on when the recovery codes are kept, with another token: the first one may have ended. */
export function kept(): Promise<void> {
	return goOnFromCookie("ended");
}

/** Leads back to the password. */
export function back(): void {
	useAccount.setState({ phase: "out" }, true);
}
