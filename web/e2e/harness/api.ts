// The server's API, as a manager or a program calls it.

/** What the API answers. */
export type Answer = Record<string, unknown>;

/** Calls the API with a key. */
export class Api {
	constructor(
		private readonly address: string,
		private readonly key: string,
	) {}

	/** Reads. */
	get(path: string): Promise<Answer> {
		return this.call("GET", path);
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
