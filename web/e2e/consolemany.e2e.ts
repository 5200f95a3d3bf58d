// Two hundred chats, and thousands of messages in one: the page has only what is seen of them.
import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import { openConsole } from "./harness/console.ts";
import { longestTask } from "./harness/trace.ts";
import { World } from "./harness/world.ts";

const me = "00000000-0000-4000-8000-0000000000aa";
const chats = 200;
const messages = 10_200;

const visitorOf = (chat: number) => `00000000-0000-4000-8000-${String(chat).padStart(12, "0")}`;

function entry(chat: number, seq: number): object {
	return {
		type: "entry",
		chat: `chat-${chat}`,
		seq,
		kind: "text",
		by: visitorOf(chat),
		action: "visitorAddTextMessage",
		sender: "visitor",
		senderName: `Visitor ${chat}`,
		text: `Message ${seq} ${"and more ".repeat(seq % 7)}`,
		time: new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString(),
	};
}

function state(chat: number): object {
	const visitor = { id: visitorOf(chat), name: `Visitor ${chat}` };
	const requestedTime = new Date(Date.UTC(2026, 0, 1, 0, chat)).toISOString();
	const part = { role: "holder", visitor, requestedTime, page: { title: "", url: "" } };
	return {
		type: "state",
		chat: `chat-${chat}`,
		state: "active",
		seq: 1,
		agent: { id: me, name: "Ada" },
		for: part,
	};
}

test("of many chats and long ones the page has what is seen, and stays at the end", {
	timeout: 150_000,
}, async () => {
	const w = await World.make();
	const page = await w.visitor({ viewport: { width: 1360, height: 860 } });
	let socket: WebSocketRoute | undefined;
	await page.routeWebSocket(/\/live$/, (ws) => {
		socket = ws;
		const tell = (frame: object) => ws.send(JSON.stringify(frame));
		ws.onMessage((m) => {
			if ((JSON.parse(String(m)) as { type: string }).type === "hello") {
				tell({ type: "welcome", protocol: "parley.v1", epoch: "e", you: me, status: "Online", max: 100 });
				for (let i = 0; i < chats; i++) {
					tell(entry(i, 1));
					tell(state(i));
				}
				for (let seq = 2; seq <= messages; seq++) {
					tell(entry(0, seq));
				}
			}
		});
	});
	await page.goto(`${w.server.address}/console/`);
	await openConsole(w, undefined, { page });
	await page.locator(".chatrow").first().waitFor({ timeout: 90_000 });
	const opening = await longestTask(page, async () => {
		await page.locator(".chatrow").first().click();
		await page.getByRole("log").getByText(`Message ${messages}`).waitFor();
	});
	process.stdout.write(`opening ${messages} messages: the longest task takes ${opening.toFixed(0)} ms\n`);
	expect(opening).toBeLessThan(100);
	expect(await page.locator(".log .row").count()).toBeLessThan(80);
	expect(await page.locator(".chatrow").count()).toBeLessThan(60);
	socket?.send(JSON.stringify(entry(0, messages + 1)));
	await page
		.getByRole("log")
		.getByText(`Message ${messages + 1}`)
		.waitFor();
	await page.getByRole("log").press("Home");
	await page.getByRole("log").getByText("Message 1 and more", { exact: true }).waitFor();
	socket?.send(JSON.stringify(entry(0, messages + 2)));
	await page.getByRole("button", { name: "To the latest message" }).click();
	await page
		.getByRole("log")
		.getByText(`Message ${messages + 2}`)
		.waitFor();
});
