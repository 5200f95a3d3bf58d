// The widget as a visitor uses it.
import type { FrameLocator, Locator, Page } from "playwright-core";
import type { Agent } from "./agent.ts";
import { until } from "./wait.ts";
import type { World } from "./world.ts";

/** The widget on one page. */
export class Widget {
	readonly frame: FrameLocator;

	constructor(readonly page: Page) {
		this.frame = page.frameLocator("parley-chat iframe");
	}

	/** A visitor of the shop with the window open. */
	static async open(w: World, address = w.shop.origin): Promise<Widget> {
		const widget = new Widget(await w.visitor());
		await widget.page.goto(address);
		await widget.button.click();
		await widget.frame.getByRole("main").waitFor();
		return widget;
	}

	/** The loader's button. */
	get button(): Locator {
		return this.page.locator("parley-chat button");
	}

	/** The conversation. */
	get log(): Locator {
		return this.frame.getByRole("log");
	}

	/** Where the visitor writes. */
	get composer(): Locator {
		return this.frame.getByRole("textbox", { name: "Your message" });
	}

	/** Fills the form in and sends it. */
	async start(fields: Readonly<Record<string, string>> = {}, send = "Start chat"): Promise<void> {
		for (const [name, value] of Object.entries(fields)) {
			await this.frame.getByRole("textbox", { name }).fill(value);
		}
		await this.press(send);
	}

	/** Presses a button. */
	async press(name: string): Promise<void> {
		await this.frame.getByRole("button", { name, exact: true }).click();
	}

	/** Sends a message. */
	async say(text: string): Promise<void> {
		await this.composer.fill(text);
		await this.composer.press("Enter");
	}

	/** Waits for a text in the conversation. */
	async hears(text: string): Promise<void> {
		await this.log.getByText(text, { exact: true }).waitFor();
	}

	/**
	 * Waits until what an agent writes counts as new: what comes just after a connection was
	 * made counts as what was there before.
	 */
	async listens(ada: Agent, chat: string): Promise<void> {
		const asked = this.frame.locator("#announcer p", { hasText: "Are you there?" });
		await until("a message to be new", async () => {
			await ada.do("post", { chat, text: "Are you there?" });
			return (await asked.count()) > 0 ? true : undefined;
		});
	}

	/** Waits until nothing is under way any more. */
	async settled(): Promise<void> {
		await until("all to be sent", async () =>
			(await this.frame.locator(".bubble.pending").count()) === 0 ? true : undefined,
		);
	}

	/** The visitor's own messages as they stand there. */
	async own(): Promise<string[]> {
		return this.frame.locator(".group.mine .bubble").allTextContents();
	}
}
