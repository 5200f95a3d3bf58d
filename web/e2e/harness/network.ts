// A network that fails: it stands between browser and server, and holds back what goes
// through, without breaking the connections, as a network that is gone does.

import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What is held back of live connections: nothing, what the server sends, or all. */
export type Held = "nothing" | "answers" | "all";

interface Pair {
	readonly client: Socket;
	readonly server: Socket;
	/** A WebSocket; pages and files are always let through. */
	live: boolean;
}

/** The network. */
export class Network {
	/** The server's origin, as browsers know it. */
	address = "";
	private held: Held = "nothing";
	private readonly pairs = new Set<Pair>();
	private readonly listener: Server;

	private constructor(port: number) {
		this.listener = createServer((client) => this.join(client, connect(port, "127.0.0.1")));
	}

	/** Stands in front of a server. */
	static async before(server: string): Promise<Network> {
		const network = new Network(Number(new URL(server).port));
		await new Promise<void>((done) => network.listener.listen(0, "127.0.0.1", done));
		network.address = `http://127.0.0.1:${(network.listener.address() as AddressInfo).port}`;
		return network;
	}

	/** Holds back from now on. */
	hold(what: Held): void {
		this.held = what;
		for (const p of this.pairs) {
			this.apply(p);
		}
	}

	/** Ends it. */
	close(): void {
		for (const p of this.pairs) {
			p.client.destroy();
			p.server.destroy();
		}
		this.listener.close();
	}

	private join(client: Socket, server: Socket): void {
		const pair: Pair = { client, server, live: false };
		this.pairs.add(pair);
		client.on("data", (data) => {
			if (data.subarray(0, 4_096).toString("latin1").toLowerCase().includes("upgrade: websocket")) {
				pair.live = true;
			}
			server.write(data);
			this.apply(pair);
		});
		server.on("data", (data) => client.write(data));
		for (const [one, other] of [
			[client, server],
			[server, client],
		] as const) {
			one.on("error", () => {});
			one.on("close", () => {
				this.pairs.delete(pair);
				other.destroy();
			});
		}
	}

	private apply({ client, server, live }: Pair): void {
		const held = live ? this.held : "nothing";
		if (held === "nothing") {
			server.resume();
		} else {
			server.pause();
		}
		if (held === "all") {
			client.pause();
		} else {
			client.resume();
		}
	}
}
