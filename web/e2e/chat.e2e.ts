// A whole conversation, as visitor and agent have it, and as its record tells it.
import { expect, test } from "vitest";
import { campaign, nameAndEmail } from "./harness/campaign.ts";
import { until } from "./harness/wait.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

test("from the form before it to the survey after it, a chat is one record", async () => {
	const w = await World.make();
	const sales = await w.api.make("global/departments", { name: "Sales" });
	const repairs = await w.api.make("global/departments", { name: "Repairs" });
	await campaign(w, {
		preChat: [...nameAndEmail, { name: "Department", system: true }, { name: "Order number", type: "text" }],
		postChat: [{ name: "Found it?", type: "radioBox", options: ["Yes", "No"], required: true }],
	});
	const ada = await w.agent();
	await w.api.put(`global/agents/${ada.id}`, { departmentIds: [sales] });
	const ben = await w.colleague("Ben", [repairs]);
	const v = await Widget.open(w);
	await v.start({ Name: "Vi" });
	await v.frame.getByText("Please fill in this field.").waitFor();
	await v.frame.getByRole("combobox", { name: "Department" }).selectOption({ label: "Sales" });
	await v.start({ Email: "vi@example.com", "Order number": "A-17" });
	const chat = await ada.accept();
	await v.say("Is the lamp in stock?");
	await ada.hears(chat, "Is the lamp in stock?");
	ada.type(chat, true);
	await v.frame
		.getByText(/is typing/)
		.first()
		.waitFor();
	await ada.do("post", { chat, text: "It is, in red." });
	await v.hears("It is, in red.");
	await v.frame
		.locator("input[type=file]")
		.first()
		.setInputFiles({
			name: "lamp.txt",
			mimeType: "text/plain",
			buffer: Buffer.from("My old lamp."),
		});
	await v.frame.getByRole("button", { name: /lamp\.txt/ }).waitFor();
	await ada.do("transfer", { chat, department: repairs });
	await ben.accept();
	await ben.do("post", { chat, text: "Ben here." });
	await v.hears("Ben here.");
	await v.say("Thank you.");
	await ben.hears(chat, "Is the lamp in stock?", "It is, in red.", "Thank you.");
	await v.press("Options");
	await v.frame.getByRole("menuitem", { name: "End chat" }).click();
	await v.frame.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
	await ben.seesEnd(chat);
	await v.press("Give feedback");
	await v.frame.getByText("4 stars", { exact: true }).click({ force: true });
	await v.frame.getByRole("radio", { name: "Yes" }).check();
	await v.frame.getByRole("textbox", { name: /What could we do better/ }).fill("More lamps.");
	await v.press("Send feedback");
	await v.frame.getByText("We have your feedback.").waitFor();
	const text = JSON.stringify(await until("the record", () => w.api.record(chat)));
	for (const part of ["vi@example.com", "A-17", "lamp.txt", "More lamps.", '"Yes"', "Ben here."]) {
		expect(text).toContain(part);
	}
	expect(text.match(/Is the lamp in stock\?/g)).toHaveLength(1);
});

test("whoever waits sees the place in the queue, and may leave a message instead", async () => {
	const w = await World.make();
	const ada = await w.agent();
	await ada.do("status", { status: "Online", max: 1 });
	const first = await Widget.open(w);
	await first.start();
	await ada.accept();
	const second = await Widget.open(w);
	await second.start();
	await second.frame.getByText("You are next").waitFor();
	const third = await Widget.open(w);
	await third.start();
	await third.frame.getByText("You are number 2 in the queue").waitFor();
	await third.press("Leave a message instead");
	await third.start({ Name: "Tia", Email: "tia@example.com", Message: "Call me." }, "Send message");
	await third.frame.getByText("We have your message and will get back to you.").waitFor();
	const messages = await w.api.get("livechat/offlineMessages");
	expect(JSON.stringify(messages)).toContain("Call me.");
});

test("a message is left when nobody is there", async () => {
	const w = await World.make();
	await campaign(w, { offline: [...nameAndEmail, { name: "Message", system: true, required: true }] });
	const v = await Widget.open(w);
	await v.frame.getByRole("heading", { name: "Leave us a message" }).waitFor();
	await v.start({ Name: "Vi", Email: "vi@example.com", Message: "Is anybody there?" }, "Send message");
	await v.frame.getByText("We have your message and will get back to you.").waitFor();
	const messages = JSON.stringify(await w.api.get("livechat/offlineMessages"));
	expect(messages).toContain("Is anybody there?");
	expect(messages).toContain("vi@example.com");
});

test("an automatic invitation is shown, and accepting it begins a chat", async () => {
	const w = await World.make();
	await w.api.make("livechat/autoInvitations", {
		name: "Offers",
		order: 1,
		isEnable: true,
		message: "May we help you choose?",
		conditions: [{ name: "requestingPageURL", operator: "contains", value: ["/offer"] }],
	});
	w.shop.pages.set("/offer", { title: "The offer" });
	const ada = await w.agent();
	const v = new Widget(await w.visitor());
	await v.page.goto(w.shop.origin);
	await v.button.waitFor();
	await v.page.goto(`${w.shop.origin}/offer`);
	await v.frame.getByText("May we help you choose?").waitFor();
	await v.press("Chat now");
	const chat = await ada.accept();
	await v.say("Yes, please.");
	await ada.hears(chat, "Yes, please.");
});

test("an agent invites a visitor by hand, who may say no", async () => {
	const w = await World.make();
	const watch = await w.watch();
	const ada = await w.agent();
	const v = new Widget(await w.visitor());
	await v.page.goto(w.shop.origin);
	const { id } = await watch.looks(1);
	await ada.do("invite", { visitor: id, text: "Do you need a hand?" });
	await v.frame.getByText("Do you need a hand?").waitFor();
	await v.press("No, thanks");
	await v.page.locator("parley-chat iframe").waitFor({ state: "hidden" });
	expect(await v.button.isVisible()).toBe(true);
});

test("a chat goes on in another tab and on the next page", async () => {
	const w = await World.make();
	w.shop.pages.set("/next", {});
	const ada = await w.agent();
	const one = await Widget.open(w);
	const two = new Widget(await one.page.context().newPage());
	await two.page.goto(w.shop.origin);
	await two.button.waitFor();
	await one.start();
	const chat = await ada.accept();
	await one.say("From the first tab");
	await two.page.locator("parley-chat iframe").waitFor({ state: "attached" });
	await two.button.click();
	await two.hears("From the first tab");
	await two.say("From the second tab");
	await one.hears("From the second tab");
	await one.page.goto(`${w.shop.origin}/next`);
	await one.hears("From the second tab");
	await one.say("From the next page");
	await ada.hears(chat, "From the first tab", "From the second tab", "From the next page");
});

test("messages that come while the window is closed are counted on the button", async () => {
	const w = await World.make();
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.composer.waitFor();
	await v.press("Minimise chat");
	await ada.do("post", { chat, text: "One" });
	await ada.do("post", { chat, text: "Two" });
	await v.page.locator("parley-chat b", { hasText: "2" }).waitFor();
	await v.button.click();
	await v.hears("Two");
	await until("the count to go", async () =>
		(await v.page.locator("parley-chat b").textContent()) === "" ? true : undefined,
	);
});

test("where a browser refuses storage to frames, a chat still goes on when its page is loaded again", async () => {
	const w = await World.make();
	const ada = await w.agent();
	const v = await Widget.open(w, w.shop.elsewhere);
	const refused = await v.page.frames()[1]?.evaluate(() =>
		indexedDB.databases().then(
			() => false,
			() => true,
		),
	);
	expect(refused).toBe(true);
	await v.start();
	const chat = await ada.accept();
	await v.say("Before");
	await ada.hears(chat, "Before");
	await v.page.reload();
	await v.hears("Before");
	await v.say("After");
	await ada.hears(chat, "Before", "After");
});
