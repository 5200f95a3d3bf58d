// Tells that the agent types, and that it has stopped.
import { say } from "../../run/live.ts";

const pause = 4_000; // ms without a letter, after which one has stopped

/** Tells it for one chat. */
export class Teller {
	private on = false;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly chat: string) {}

	/** Something was written; nothing is left of it when the text is empty. */
	wrote(text: string): void {
		clearTimeout(this.timer);
		if (text === "") {
			this.stop();
			return;
		}
		this.timer = setTimeout(() => this.stop(), pause);
		this.tell(true);
	}

	/** Nothing is written any more. */
	stop(): void {
		clearTimeout(this.timer);
		this.tell(false);
	}

	private tell(on: boolean): void {
		if (on !== this.on) {
			this.on = on;
			say({ type: "typing", chat: this.chat, on });
		}
	}
}
