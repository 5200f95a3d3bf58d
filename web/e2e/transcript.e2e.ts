// A transcript by mail, from the menu to the mailbox.
import { expect, onTestFinished, test } from "vitest";
import { Mailbox } from "./harness/mailbox.ts";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

test("whoever has chatted has the conversation sent by mail, without what agents noted", async () => {
	const box = await Mailbox.open();
	onTestFinished(() => box.close());
	const w = await World.make(box.flags);
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.say("Is the lämp in stock?");
	await ada.hears(chat, "Is the lämp in stock?");
	await ada.do("note", { chat, text: "Asks for lamps each week." });
	await ada.do("post", { chat, text: "It is, in red." });
	await v.hears("It is, in red.");
	await v.press("Options");
	await v.frame.getByRole("menuitem", { name: "Download transcript" }).waitFor();
	expect(await v.frame.getByRole("menuitem", { name: "Email transcript" }).count()).toBe(0); // it goes on
	await v.press("Options");
	await ada.do("end", { chat });
	await v.frame.getByRole("button", { name: "Give feedback" }).waitFor();
	await v.press("Options");
	await v.frame.getByRole("menuitem", { name: "Email transcript" }).click();
	await v.frame.getByRole("textbox", { name: "Email" }).fill("vi@example.com");
	await v.press("Send");
	await v.frame.getByText("The transcript is on its way to vi@example.com.").waitFor();
	const mail = await box.first();
	expect(mail.to).toEqual(["vi@example.com"]);
	expect(mail.headers).toMatch(/^From: .*chat@shop\.example/m);
	expect(mail.headers).toMatch(/^Subject: .*[Tt]ranscript/m);
	expect(mail.text).toContain("Is the lämp in stock?");
	expect(mail.text).toContain("It is, in red.");
	expect(mail.text).not.toContain("each week");
});

test("a server that sends no mail offers none", async () => {
	const w = await World.make();
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.composer.waitFor();
	await ada.do("end", { chat });
	await v.frame.getByRole("button", { name: "Give feedback" }).waitFor();
	await v.press("Options");
	await v.frame.getByRole("menuitem", { name: "Download transcript" }).waitFor();
	expect(await v.frame.getByRole("menuitem", { name: "Email transcript" }).count()).toBe(0);
});
