// The work that a campaign wants of strangers.
import { expect, test } from "vitest";
import { Widget } from "./harness/widget.ts";
import { World } from "./harness/world.ts";

test("a stranger's browser does the work that the campaign wants, and the chat begins", async () => {
	const w = await World.make();
	await w.api.make("livechat/campaigns", { name: "Guarded", requireChallenge: 14 });
	const ada = await w.agent();
	const v = await Widget.open(w);
	await v.start();
	const chat = await ada.accept();
	await v.say("I am no robot.");
	await ada.hears(chat, "I am no robot.");
	const settings = await (await fetch(`${w.server.address}/live/campaign?site=10000`)).json();
	expect(settings).toMatchObject({ challenge: 14 });
});
