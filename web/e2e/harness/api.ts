// The server's API, as a manager or a program calls it.

const belongs =
	"visitor,session,chatFieldResult,postChatSurvey,chatAttachment,department,chatWrapup,chatWrapupCategory,chatAgent,chatTransferLog";

/** What the API answers. */
export type Answer = Record<string, unknown>;

/** Calls the API with a key. */
export class Api {
	constructor(
		private readonly address: string,
		private readonly key: string,
	) {}

	/** Signs in by a password, and calls with the token of that. */
	static async signIn(address: string, email: string, password: string): Promise<Api> {
		const body = new URLSearchParams({ grant_type: "password", email, password });
		const answer = await fetch(`${address}/v4/oauth/token`, { method: "POST", body });
		if (!answer.ok) {
			throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
		}
		return new Api(address, String(((await answer.json()) as Answer)["access_token"]));
	}

	/** Reads. */
	get(path: string): Promise<Answer> {
		return this.call("GET", path);
	}

	/** Makes a resource; gives all that is answered. */
	post(collection: string, body: Answer): Promise<Answer> {
		return this.call("POST", collection, body);
	}

	/** Makes a resource; gives its id. */
	async make(collection: string, body: Answer): Promise<string> {
		const { id } = await this.call("POST", collection, body);
		return String(id);
	}

	/** Changes. */
	put(path: string, body: Answer): Promise<Answer> {
		return this.call("PUT", path, body);
	}

	/** Removes. */
	async remove(path: string): Promise<void> {
		const answer = await fetch(`${this.address}/v4/${path}`, {
			method: "DELETE",
			headers: { authorization: `Bearer ${this.key}` },
		});
		if (!answer.ok) {
			throw new Error(`DELETE ${path}: ${answer.status} ${await answer.text()}`);
		}
	}

	/** The record of a chat that has ended, with all that belongs to it; undefined before. */
	async record(guid: string): Promise<Answer | undefined> {
		const answer = await this.call("POST", "livechat/chats:Search", {});
		const found = Object.values(answer).find((v): v is Answer[] => Array.isArray(v)) ?? [];
		const one = found.find((c) => c.guid === guid);
		return one === undefined ? undefined : this.get(`livechat/chats/${one.id}?include=${belongs}`);
	}

	/** Gives an agent a picture, or takes it away; gives its key. */
	async setAvatar(agentId: string, picture: Buffer | undefined): Promise<string> {
		const answer = await fetch(`${this.address}/v4/global/agents/${agentId}/avatar`, {
			method: picture === undefined ? "DELETE" : "PUT",
			headers: { authorization: `Bearer ${this.key}`, "content-type": "image/png" },
			...(picture === undefined ? {} : { body: new Uint8Array(picture) }),
		});
		if (!answer.ok) {
			throw new Error(`the avatar of ${agentId}: ${answer.status} ${await answer.text()}`);
		}
		return picture === undefined ? "" : String(((await answer.json()) as Answer)["avatar"]);
	}

	/** A key that stands for an agent. */
	async keyFor(agentId: string): Promise<string> {
		const scopes = ["chats:read", "chats:write"];
		const { secret } = await this.call("POST", "global/apiKeys", { name: agentId, scopes, agentId });
		return String(secret);
	}

	private async call(method: string, path: string, body?: Answer): Promise<Answer> {
		const answer = await fetch(`${this.address}/v4/${path}`, {
			method,
			headers: { authorization: `Bearer ${this.key}`, "content-type": "application/json" },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (!answer.ok) {
			throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		}
		return (await answer.json()) as Answer;
	}
}
