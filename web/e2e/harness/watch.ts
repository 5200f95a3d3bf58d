// Who is on the pages, as an agent sees it who is not there for chats.
import { until } from "./wait.ts";

/** A visitor on a page. */
export interface Seen {
	readonly id: string;
	readonly pages: number;
	readonly page: { readonly title: string; readonly url: string };
	readonly visits: number;
	readonly status: number;
	readonly variables?: readonly { readonly name: string; readonly value: string }[];
}

/** Watches the visitors. */
export class Watch {
	private readonly visitors = new Map<string, Seen>();

	private constructor(private readonly socket: WebSocket) {}

	/** Begins. */
	static async begin(server: string, token: string): Promise<Watch> {
		const socket = new WebSocket(`${server.replace("http", "ws")}/live`, "parley.v1");
		const watch = new Watch(socket);
		await new Promise<void>((done, failed) => {
			socket.onopen = () => socket.send(JSON.stringify({ type: "hello", role: "agent", token }));
			socket.onerror = () => failed(new Error("no connection"));
			socket.onmessage = (m) => {
				const frame = JSON.parse(String(m.data)) as { type: string; changed?: Seen[]; gone?: string[] };
				if (frame.type === "welcome") {
					socket.send(JSON.stringify({ type: "visitors", on: true }));
					done();
				}
				watch.took(frame);
			};
		});
		return watch;
	}

	/** Waits until the visitors are as wanted. */
	async until(what: string, wanted: (all: readonly Seen[]) => boolean): Promise<readonly Seen[]> {
		return until(`${what}: ${JSON.stringify([...this.visitors.values()])}`, () => {
			const all = [...this.visitors.values()];
			return wanted(all) ? all : undefined;
		});
	}

	/** Waits until the one visitor there is has looked at so many pages. */
	async looks(count: number): Promise<Seen> {
		const [one] = await this.until(`${count} looks`, (all) => all.length === 1 && all[0]?.pages === count);
		if (one === undefined) {
			throw new Error("nobody is there");
		}
		return one;
	}

	/** Ends. */
	end(): void {
		this.socket.close();
	}

	private took({ changed = [], gone = [] }: { changed?: Seen[]; gone?: string[] }): void {
		for (const v of changed) {
			this.visitors.set(v.id, { ...this.visitors.get(v.id), ...v });
		}
		for (const id of gone) {
			this.visitors.delete(id);
		}
	}
}
