// The widget's walk through its screens.
import { describe, expect, test } from "vitest";
import { step } from "../../shared/model/session.ts";
import { newSession } from "../../shared/model/sessionstate.ts";
import { remembered } from "./app.ts";
import { currentChat } from "./screens.ts";
import { chat, Walk } from "./walk.fake.ts";

const name = { id: "n", name: "Name", type: "text", required: true, system: true };
const asking = { settings: { forms: { preChat: [name] } } };

describe("screens", () => {
	test("a chat goes from the form over queue and agent to its end, survey and thanks", () => {
		const w = new Walk(asking).connect();
		expect(w.screen).toBe("preChat");
		w.do({ type: "submit", form: "preChat" });
		expect(w.screen).toBe("preChat");
		expect(w.app.problems).toEqual({ n: { key: "problem.required" } });
		w.do({ type: "enter", form: "preChat", field: "n", value: "Vi" });
		expect(w.app.problems).toEqual({});
		w.do({ type: "submit", form: "preChat" });
		expect(w.screen).toBe("connecting");
		expect(w.last("request")).toMatchObject({ name: "Vi", page: { title: "Shop" }, language: "en" });
		w.ack();
		w.state("queued", { position: 2, wait: 90 });
		expect(w.screen).toBe("queue");
		w.state("active");
		expect(w.screen).toBe("chat");
		w.state("ended");
		expect(w.screen).toBe("ended");
		w.do({ type: "wish", wish: "survey" });
		w.do({ type: "rate", rating: 0 });
		w.do({ type: "comment", text: " bad " });
		expect(w.screen).toBe("survey");
		w.do({ type: "submit", form: "postChat" });
		expect(w.last("survey")).toMatchObject({ chat, rating: 0, comment: "bad" });
		expect(w.screen).toBe("survey");
		w.ack();
		expect(w.screen).toBe("thanks");
		w.do({ type: "again" });
		expect(w.screen).toBe("preChat");
		expect(remembered(w.app)).toEqual({ done: [chat], sound: true, running: false, draft: "" });
	});

	test("a form is sent once, however often its button is pressed", () => {
		const w = new Walk().connect();
		w.do({ type: "submit", form: "preChat" });
		w.do({ type: "submit", form: "preChat" });
		expect(w.sent.filter((f) => f["type"] === "request")).toHaveLength(1);
	});

	test("with nobody there a message takes the place of a chat", () => {
		const w = new Walk({ settings: { open: false } }).connect();
		expect(w.screen).toBe("offline");
		w.do({ type: "enter", form: "offline", field: "name", value: "Vi" });
		w.do({ type: "enter", form: "offline", field: "email", value: "vi@example.com" });
		w.do({ type: "enter", form: "offline", field: "message", value: "Call me" });
		w.do({ type: "submit", form: "offline" });
		expect(w.last("offline")).toMatchObject({ name: "Vi", email: "vi@example.com", message: "Call me" });
		w.ack();
		expect(w.screen).toBe("thanks");
		expect(w.told).toContainEqual({ type: "event", name: "offlineMessage" });
		expect(w.app.entered.offline).toEqual({});
	});

	test.each(["nobodyThere", "queueFull"])("a request that is refused with %s leads to a message", (code) => {
		const w = new Walk().connect();
		w.do({ type: "submit", form: "preChat" });
		w.refuse(code);
		expect(w.screen).toBe("offline");
		expect(w.app.fault).toBe(code);
		expect(w.app.session.box).toEqual([]);
	});

	test("a request that is refused otherwise leads back to its form", () => {
		const w = new Walk().connect();
		w.do({ type: "submit", form: "preChat" });
		w.refuse("invalid");
		expect(w.screen).toBe("preChat");
		expect(w.app.fault).toBe("invalid");
	});

	test("who waits may leave a message instead, and come back", () => {
		const w = new Walk().inChat("queued");
		w.do({ type: "wish", wish: "offline" });
		expect(w.screen).toBe("offline");
		w.do({ type: "wish", wish: "" });
		expect(w.screen).toBe("queue");
		w.do({ type: "wish", wish: "offline" });
		for (const [field, value] of [
			["name", "Vi"],
			["email", "vi@example.com"],
			["message", "Call me"],
		] as const) {
			w.do({ type: "enter", form: "offline", field, value });
		}
		w.do({ type: "submit", form: "offline" });
		expect(w.last("offline")).toMatchObject({ chat, message: "Call me" });
		w.ack();
		w.state("ended");
		expect(w.screen).toBe("thanks");
	});

	test("an agent who comes takes the visitor from the message form to the chat", () => {
		const w = new Walk().inChat("queued");
		w.do({ type: "wish", wish: "offline" });
		w.state("active");
		expect(w.screen).toBe("chat");
	});

	test("a visitor asks for a person in the place of a bot, and only there", () => {
		const w = new Walk().inChat("bot");
		w.do({ type: "human" });
		expect(w.last("human")).toMatchObject({ chat });
		const agents = new Walk().inChat();
		agents.do({ type: "human" });
		expect(agents.last("human")).toBeUndefined();
	});

	test("whoever is not let in is told so", () => {
		const w = new Walk();
		const started = step(newSession({ role: "visitor", site: 1 }), { type: "start" }, world)[0];
		const greeted = step(started, { type: "opened" }, world)[0];
		const [session] = step(greeted, { type: "closed", code: 1008, reason: "banned" }, world);
		w.do({ type: "session", session });
		expect(w.screen).toBe("unavailable");
	});

	test("a chat of an earlier page is waited for, but not for ever", () => {
		const w = new Walk({ remembered: { done: [], sound: true, running: true, draft: "" } }).connect();
		expect(w.screen).toBe("connecting");
		w.wait(1_000);
		expect(w.screen).toBe("connecting");
		w.wait(3_000);
		expect(w.screen).toBe("preChat");
		expect(w.told).toContainEqual({ type: "used", running: false });
	});

	test("a chat that the visitor is done with is not shown again", () => {
		const w = new Walk({ remembered: { done: [chat], sound: true, running: false, draft: "" } }).connect();
		w.state("ended");
		expect(currentChat(w.app)).toBeUndefined();
		expect(w.screen).toBe("preChat");
	});
});

const world = { now: 0, random: () => 0 };

test("what an earlier page asked for is shown as asked", () => {
	const box = [
		{ command: { type: "request", id: "earlier-0000000001" }, since: 1, sent: false, refusal: undefined },
	];
	const w = new Walk({ session: newSession({ role: "visitor", site: 1 }, { box }) }).connect();
	expect(w.screen).toBe("connecting");
	w.refuse("nobodyThere");
	expect(w.screen).toBe("offline");
});

test("a chat that was over on an earlier page is never shown as one that runs", () => {
	const w = new Walk({ remembered: { done: [chat], sound: true, running: false, draft: "" } }).connect();
	w.says(1, "old");
	expect(w.screen).toBe("preChat");
	w.state("ended");
	expect(w.screen).toBe("preChat");
	expect(w.told).not.toContainEqual({ type: "used", running: true });
});

describe("a chat that has ended", () => {
	test("stays on the screen when the server has forgotten it, until another one begins", () => {
		const w = new Walk().inChat();
		w.says(2, "Goodbye.");
		w.state("ended");
		w.disconnect();
		w.reconnect();
		w.server({ type: "gone", chat });
		expect(w.screen).toBe("ended");
		expect(w.app.session.chats.get(chat)?.lines.map((l) => l.text)).toEqual(["Goodbye."]);
		w.do({ type: "again" });
		expect(w.screen).toBe("preChat");
	});

	test("comes back no more once a later one has ended that the visitor is done with", () => {
		const w = new Walk().inChat();
		w.state("ended");
		w.server({ type: "state", chat: "of-another-tab", state: "active", seq: 0 });
		expect(w.screen).toBe("chat");
		w.server({ type: "state", chat: "of-another-tab", state: "ended", seq: 0 });
		w.do({ type: "again" });
		expect(w.screen).toBe("preChat");
	});
});

test("a chat that runs is given up when the server knows nothing of it", () => {
	const w = new Walk().inChat();
	w.server({ type: "gone", chat });
	expect(w.screen).toBe("preChat");
});

test("the page is told that a chat has started where it was requested, and nowhere else", () => {
	const started = { type: "event", name: "chatStarted", data: { chat } };
	const w = new Walk().inChat();
	expect(w.told.filter((m) => JSON.stringify(m) === JSON.stringify(started))).toHaveLength(1);
	const next = new Walk({ remembered: { done: [], sound: true, running: true, draft: "" } }).connect();
	next.says(1, "old");
	next.state("active");
	expect(next.screen).toBe("chat");
	expect(next.told).not.toContainEqual(started);
});

describe("availability", () => {
	const departments = [{ id: "d", name: "Sales", open: true }];

	test("is asked for on each connection and changes what is shown", () => {
		const w = new Walk({ settings: { departments } }).connect();
		expect(w.last("availability")).toMatchObject({ on: true });
		w.server({ type: "availability", open: false, departments: [{ id: "d", open: false }] });
		expect(w.screen).toBe("offline");
		expect(w.app.departments).toEqual([{ id: "d", name: "Sales", open: false }]);
		w.server({ type: "availability", open: true, departments: [] });
		expect(w.screen).toBe("preChat");
	});

	test("does not take a message away that is being written", () => {
		const w = new Walk({ settings: { open: false } }).connect();
		w.do({ type: "enter", form: "offline", field: "message", value: "Hal" });
		w.server({ type: "availability", open: true });
		expect(w.screen).toBe("offline");
	});
});

describe("invitations", () => {
	const invitation = { type: "invitation", id: "i1", state: "open", message: "Hi", agent: { name: "Ada" } };

	test("are shown while the window is closed, and accepted by a request", () => {
		const w = new Walk({ open: false }).connect();
		w.server(invitation);
		expect(w.told).toContainEqual({ type: "size", state: "invitation" });
		w.do({ type: "measured", height: 140.4 });
		expect(w.told).toContainEqual({ type: "size", state: "invitation", height: 141 });
		w.do({ type: "accept" });
		expect(w.last("request")).toMatchObject({ invitation: "i1" });
		expect(w.told).toContainEqual({ type: "size", state: "open" });
	});

	test("lead to the form when there is one, and stand above it", () => {
		const w = new Walk({ ...asking, open: false }).connect();
		w.server(invitation);
		w.do({ type: "accept" });
		expect(w.screen).toBe("preChat");
		w.do({ type: "enter", form: "preChat", field: "n", value: "Vi" });
		w.do({ type: "submit", form: "preChat" });
		expect(w.last("request")).toMatchObject({ invitation: "i1", name: "Vi" });
	});

	test("are declined, and over", () => {
		const w = new Walk({ open: false }).connect();
		w.server(invitation);
		w.do({ type: "decline" });
		expect(w.last("decline")).toMatchObject({ invitation: "i1" });
		expect(w.told.at(-1)).toEqual({ type: "size", state: "closed" });
		w.server({ ...invitation, id: "i2" });
		w.server({ ...invitation, id: "i2", state: "over" });
		expect(w.app.invitation).toBeUndefined();
	});

	test("are not shown to who is in a chat", () => {
		const w = new Walk().inChat();
		w.server(invitation);
		expect(w.app.invitation).toBeUndefined();
	});

	test("lead away from a chat that has ended", () => {
		const w = new Walk().inChat();
		w.state("ended");
		w.do({ type: "close" });
		w.server(invitation);
		w.do({ type: "accept" });
		expect(w.last("request")).toMatchObject({ invitation: "i1" });
		expect(w.screen).toBe("connecting");
		expect(w.app.done).toEqual([chat]);
	});
});

describe("visits", () => {
	test("are told once, and again as again", () => {
		const w = new Walk({ open: false }).connect();
		expect(w.last("visit")).toMatchObject({ page: { title: "Shop" }, visits: 1 });
		expect(w.last("visit")).not.toHaveProperty("again");
		w.disconnect();
		w.reconnect();
		expect(w.last("visit")).toMatchObject({ again: true });
	});

	test("another page is another look, also when it came without a connection", () => {
		const w = new Walk({ open: false }).connect();
		const page = { title: "Shoes", url: "https://shop.example/shoes" };
		w.do({ type: "place", place: { page, referrer: "" } });
		expect(w.last("visit")).toMatchObject({ page });
		expect(w.last("visit")).not.toHaveProperty("again");
		w.disconnect();
		w.do({ type: "place", place: { page, referrer: "" } });
		w.reconnect();
		expect(w.last("visit")).not.toHaveProperty("again");
	});

	test("tell which form is open, again", () => {
		const w = new Walk({ open: false }).connect();
		w.do({ type: "open" });
		expect(w.last("visit")).toMatchObject({ form: "preChat", again: true });
		w.do({ type: "wish", wish: "offline" });
		expect(w.last("visit")).toMatchObject({ form: "offlineMessage", again: true });
	});

	test("variables are told when the page sets them", () => {
		const w = new Walk({ open: false }).connect();
		w.do({ type: "place", place: { variables: [{ name: "Plan", value: "gold" }] } });
		expect(w.last("visit")).toMatchObject({ variables: [{ name: "Plan", value: "gold" }], again: true });
	});
});

describe("work that the server wants", () => {
	const challenge = (nonce: string) => ({ type: "challenge", nonce, bits: 8 });

	test("is done while the form is filled in, and the result goes with the request", () => {
		const w = new Walk(asking).connect();
		w.server(challenge("n1"));
		expect(w.effects).toEqual([{ type: "work", nonce: "n1", bits: 8 }]);
		w.do({ type: "solved", nonce: "n1", proof: 5 });
		w.do({ type: "enter", form: "preChat", field: "n", value: "Vi" });
		w.do({ type: "submit", form: "preChat" });
		expect(w.last("request")).toMatchObject({ name: "Vi", nonce: "n1", proof: 5 });
	});

	test("is not begun before somebody opens the window", () => {
		const w = new Walk({ open: false }).connect();
		w.server(challenge("n1"));
		expect(w.effects).toEqual([]);
		w.do({ type: "open" });
		expect(w.effects).toEqual([{ type: "work", nonce: "n1", bits: 8 }]);
	});

	test("holds a request until it is done, also when a new connection brings other work", () => {
		const w = new Walk().connect();
		w.server(challenge("n1"));
		w.do({ type: "submit", form: "preChat" });
		expect(w.screen).toBe("connecting");
		expect(w.last("request")).toBeUndefined();
		w.disconnect();
		w.reconnect();
		w.server(challenge("n2"));
		w.do({ type: "solved", nonce: "n1", proof: 5 });
		expect(w.last("request")).toBeUndefined();
		w.do({ type: "solved", nonce: "n2", proof: 6 });
		expect(w.last("request")).toMatchObject({ nonce: "n2", proof: 6 });
	});

	test("that was not enough is done anew, and given up in the end", () => {
		const w = new Walk().connect();
		w.do({ type: "submit", form: "preChat" });
		const ids = new Set<unknown>();
		for (const nonce of ["n1", "n2", "n3"]) {
			ids.add(w.last("request")?.["id"]);
			w.refuse("challenge");
			expect(w.screen).toBe("connecting");
			w.server(challenge(nonce));
			w.do({ type: "solved", nonce, proof: 1 });
			expect(w.last("request")).toMatchObject({ nonce, proof: 1 });
		}
		w.refuse("challenge");
		expect(w.screen).toBe("preChat");
		expect(w.app.fault).toBe("challenge");
		expect(ids.size).toBe(3);
	});
});
