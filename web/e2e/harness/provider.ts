// An identity provider of a test's own (OpenID Connect), which signs in whoever comes.
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the provider knows of somebody. */
export interface User {
	readonly sub: string;
	readonly name: string;
	readonly email: string;
	readonly email_verified: boolean;
}

/** The client that it knows. */
export const client = { clientId: "parley", clientSecret: "a secret of the client" } as const;

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const kid = "1";

/** The provider. */
export class Provider {
	private readonly key = generateKeyPairSync("rsa", { modulusLength: 2048 });
	private readonly asked = new Map<string, URLSearchParams>();
	private readonly server: Server;

	private constructor(private user: User) {
		this.server = createServer((request, answer) => void this.serve(request, answer));
	}

	/** Opens one that signs in this user. */
	static async open(user: User): Promise<Provider> {
		const provider = new Provider(user);
		await new Promise<void>((done) => provider.server.listen(0, "127.0.0.1", done));
		return provider;
	}

	/** Its issuer. */
	get address(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Signs in another user from now on. */
	is(user: User): void {
		this.user = user;
	}

	/** Closes it. */
	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private async serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? "/", this.address);
		const say = (status: number, body: object) => {
			answer.writeHead(status, { "content-type": "application/json" });
			answer.end(JSON.stringify(body));
		};
		switch (pathname) {
			case "/.well-known/openid-configuration":
				say(200, this.document());
				break;
			case "/keys":
				say(200, {
					keys: [{ ...this.key.publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }],
				});
				break;
			case "/authorize":
				answer.writeHead(302, { location: this.admit(searchParams) });
				answer.end();
				break;
			case "/token": {
				const tokens = this.exchange(request, new URLSearchParams(await text(request)));
				say(tokens === undefined ? 400 : 200, tokens ?? { error: "invalid_grant" });
				break;
			}
			default:
				say(404, { error: "not_found" });
		}
	}

	private document(): object {
		const at = (path: string) => this.address + path;
		return {
			issuer: this.address,
			authorization_endpoint: at("/authorize"),
			token_endpoint: at("/token"),
			jwks_uri: at("/keys"),
			response_types_supported: ["code"],
			code_challenge_methods_supported: ["S256"],
			id_token_signing_alg_values_supported: ["RS256"],
		};
	}

	/** Where the browser goes back to. */
	private admit(asked: URLSearchParams): string {
		const code = randomUUID();
		this.asked.set(code, asked);
		const back = new URLSearchParams({ code, state: asked.get("state") ?? "" });
		return `${asked.get("redirect_uri")}?${back}`;
	}

	/** Exchanges a code, once, for who has begun with it. */
	private exchange(request: IncomingMessage, body: URLSearchParams): object | undefined {
		const asked = this.asked.get(body.get("code") ?? "");
		this.asked.delete(body.get("code") ?? "");
		const challenge = createHash("sha256")
			.update(body.get("code_verifier") ?? "")
			.digest("base64url");
		const [id = "", secret = ""] = Buffer.from(request.headers.authorization?.slice(6) ?? "", "base64")
			.toString()
			.split(":")
			.map((part) => decodeURIComponent(part.replaceAll("+", " ")));
		const isRight = id === client.clientId && secret === client.clientSecret;
		if (asked === undefined || !isRight || challenge !== asked.get("code_challenge")) {
			return undefined;
		}
		return {
			access_token: randomUUID(),
			token_type: "Bearer",
			id_token: this.idToken(asked.get("nonce") ?? ""),
		};
	}

	private idToken(nonce: string): string {
		const now = Math.floor(Date.now() / 1_000);
		const claims = { iss: this.address, aud: client.clientId, iat: now, exp: now + 300, nonce, ...this.user };
		const signed = `${base64({ alg: "RS256", kid, typ: "JWT" })}.${base64(claims)}`;
		return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), this.key.privateKey).toString("base64url")}`;
	}
}
