// The second step of a sign-in: what is asked after the password, and how codes are typed and told.

/** What the sign-in waits for. */
export type SecondStep =
	/** A code of the app, or a recovery code. */
	| { readonly kind: "code"; readonly token: string }
	/** A code of an app that is set up with this secret first. */
	| ({ readonly kind: "setUp"; readonly token: string } & Secret)
	/** That the recovery codes, which are told this once, were kept. */
	| { readonly kind: "recovery"; readonly codes: readonly string[] };

/** What an authenticator app needs to know. */
export interface Secret {
	/** In base32, for who types it. */
	readonly secret: string;
	/** An address that apps open. */
	readonly uri: string;
}

/** What a refusal of the password alone asks for; undefined when it is a refusal and no more. */
export function askedBy(word: string, token: string): "code" | "setUp" | undefined {
	if (token === "") {
		return undefined;
	}
	switch (word) {
		case "mfa_required":
			return "code";
		case "mfa_setup_required":
			return "setUp";
		default:
			return undefined;
	}
}

/**
 * A code as the server takes it. Apps show six digits in groups, and keyboards of some languages
 * have digits of their own; dashes of recovery codes the server leaves out by itself.
 */
export function tidied(typed: string): string {
	return typed
		.normalize("NFKC")
		.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) & 0xf))
		.replace(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** A secret in groups of four, in which it is typed with fewer mistakes. */
export function grouped(secret: string): string {
	return secret.match(/.{1,4}/g)?.join(" ") ?? "";
}

/** Recovery codes to be kept in a file: a line each. */
export function listed(codes: readonly string[]): string {
	return codes.map((c) => `${c}\n`).join("");
}
