// Reads text/event-stream as it comes, in whatever pieces.

/** An event; one without a name has the name "message". */
export interface StreamEvent {
	readonly name: string;
	readonly data: string;
}

/** A reader with what it has of the event that is not whole yet. */
export class EventReader {
	private rest = "";
	private name = "";
	private data: string[] = [];

	/** The events that the next piece of the stream makes whole. */
	read(piece: string): StreamEvent[] {
		const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
		this.rest = lines.pop() ?? "";
		return lines.flatMap((line) => this.line(line));
	}

	private line(line: string): StreamEvent[] {
		if (line === "") {
			return this.whole();
		}
		const colon = line.indexOf(":");
		const field = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
		if (field === "event") {
			this.name = value;
		} else if (field === "data") {
			this.data.push(value);
		}
		return [];
	}

	private whole(): StreamEvent[] {
		const event = { name: this.name || "message", data: this.data.join("\n") };
		const empty = this.data.length === 0;
		this.name = "";
		this.data = [];
		return empty ? [] : [event];
	}
}
