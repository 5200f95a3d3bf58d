// An SMTP server of a test's own, which keeps the mails that it is sent.
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { until } from "./wait.ts";

/** A mail as it came. */
export interface Mail {
	readonly to: readonly string[];
	readonly headers: string;
	/** Decoded. */
	readonly text: string;
}

/** The server. */
export class Mailbox {
	readonly mails: Mail[] = [];
	private readonly sockets = new Set<Socket>();
	private readonly server: Server;

	private constructor() {
		this.server = createServer((socket) => this.talk(socket));
	}

	/** Opens one. */
	static async open(): Promise<Mailbox> {
		const box = new Mailbox();
		await new Promise<void>((done) => box.server.listen(0, "127.0.0.1", done));
		return box;
	}

	/** What makes a Parley send its mails here. */
	get flags(): string[] {
		const { port } = this.server.address() as AddressInfo;
		return ["-smtp", `127.0.0.1:${port}`, "-smtp-plain", "-smtp-from", "Shop <chat@shop.example>"];
	}

	/** Waits for the first mail. */
	first(): Promise<Mail> {
		return until("a mail", () => this.mails[0]);
	}

	/** Closes it. */
	close(): void {
		for (const socket of this.sockets) {
			socket.destroy();
		}
		this.server.close();
	}

	private talk(socket: Socket): void {
		this.sockets.add(socket);
		socket.on("error", () => {});
		socket.on("close", () => this.sockets.delete(socket));
		const say = (line: string) => socket.write(`${line}\r\n`);
		let to: string[] = [];
		let data: string[] | undefined;
		createInterface({ input: socket }).on("line", (line) => {
			if (data === undefined) {
				to = [...to, ...(/^RCPT TO:<(.*)>/i.exec(line)?.slice(1) ?? [])];
				data = /^DATA$/i.test(line) ? [] : undefined;
				say(answerTo(line));
			} else if (line === ".") {
				this.mails.push(mailOf(to, data));
				[to, data] = [[], undefined];
				say("250 taken");
			} else {
				data.push(line.replace(/^\./, ""));
			}
		});
		say("220 a test's mailbox");
	}
}

function answerTo(command: string): string {
	const [verb = ""] = command.split(" ");
	return { DATA: "354 go on", QUIT: "221 bye" }[verb.toUpperCase()] ?? "250 yes";
}

function mailOf(to: readonly string[], lines: readonly string[]): Mail {
	const end = lines.indexOf("");
	const headers = lines.slice(0, end).join("\n");
	const body = lines.slice(end + 1).join("\n");
	return { to, headers, text: /quoted-printable/i.test(headers) ? unquoted(body) : body };
}

function unquoted(body: string): string {
	const bytes = body
		.replace(/=\n/g, "")
		.replace(/[^=]|=[0-9A-F]{2}/gs, (c) =>
			c.length > 1 ? String.fromCharCode(Number.parseInt(c.slice(1), 16)) : c,
		);
	return Buffer.from(bytes, "latin1").toString("utf8");
}
