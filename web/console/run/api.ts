// The Chat API, as any other client calls it.
import createClient from "openapi-fetch";
import type { paths } from "../../shared/api.d.ts";

/** The API did not do what it was asked, and says why. */
export class ApiError extends Error {
	override name = "ApiError";

	/** The status is 0 when no answer came. */
	constructor(
		readonly status: number,
		/** For programs, such as "not_found". */
		readonly word: string,
		message: string,
		/** Seconds until it is worth another try; 0 when the server does not say. */
		readonly retryAfter = 0,
		/** What the second step of a sign-in has to bring along; empty when none is asked for. */
		readonly firstStep = "",
	) {
		super(message);
	}
}

let token = "";
let signedOut: (() => void) | undefined;

/** Calls go with this access token from now on. */
export function authorize(accessToken: string, whenRefused: () => void): void {
	token = accessToken;
	signedOut = whenRefused;
}

/** The token that calls go with, for what openapi-fetch does not do: files and live chat. */
export function accessToken(): string {
	return token;
}

/**
 * Calls the API. What goes wrong is thrown, as an ApiError in the server's words. Without
 * credentials of the browser's own, but for signing in: else it would ask for a password by
 * itself, since a 401 of the API names Basic as well.
 */
export const api = createClient<paths>({ baseUrl: "/v4", credentials: "omit" });

api.use({
	onRequest: ({ request, schemaPath }) => {
		if (token !== "" && !schemaPath.startsWith("/oauth/")) {
			request.headers.set("Authorization", `Bearer ${token}`);
		}
		return request;
	},
	onResponse: async ({ response }) => {
		if (!response.ok) {
			throw await problem(response);
		}
	},
	onError: () => new ApiError(0, "network", ""),
});

type Refused = { readonly [Member in "message" | "error" | "mfa_token"]?: unknown };

/** Reads why the server refused. */
export async function problem(response: Response): Promise<ApiError> {
	const body = (await response.json().catch(() => ({}))) as Refused;
	if (response.status === 401 && token !== "") {
		signedOut?.();
	}
	const message = typeof body.message === "string" ? body.message : response.statusText;
	const word = typeof body.error === "string" ? body.error : "";
	const firstStep = typeof body.mfa_token === "string" ? body.mfa_token : "";
	const retryAfter = Number(response.headers.get("Retry-After") ?? 0);
	return new ApiError(response.status, word, message, retryAfter, firstStep);
}

/** What an answer holds; there always is something when it was no error. */
export function held<T>({ data }: { data?: T }): T {
	if (data === undefined) {
		throw new ApiError(0, "empty", "The server's answer was empty.");
	}
	return data;
}
