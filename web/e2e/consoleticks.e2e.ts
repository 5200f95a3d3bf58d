// What was entered in a check box is read as Yes or No, in Work and in the history; a text that
// is no more than the same word stays as it is.
import { expect, test } from "vitest";
import { campaign, nameAndEmail } from "./harness/campaign.ts";
import { goOnline, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

test("a ticked box is Yes, one that is not is No, and a text stays a text", async () => {
	const w = await World.make();
	const questions = [
		{ name: "Newsletter", type: "checkBox" },
		{ name: "Student", type: "checkBox" },
		{ name: "Answer", type: "text" },
	];
	const shop = await campaign(w, { preChat: [...nameAndEmail, ...questions] });
	const known = (await w.api.get("livechat/fields")) as unknown as { id: string; name: string }[];
	const entered = { Newsletter: "true", Student: "false", Answer: "true" };
	const fields = Object.entries(entered).map(([name, value]) => ({
		fieldId: known.find((f) => f.name === name)?.id,
		value,
	}));
	const page = await openConsole(w);
	await goOnline(page);
	const vi = new Talker(w, "Violet");
	await vi.visit({ campaign: shop });
	await vi.ask({ email: "vi@example.com", campaign: shop, fields });
	await page.getByRole("button", { name: "Accept" }).click();
	const fact = (place: string, name: string) =>
		page.locator(`${place} dl > div`).filter({ hasText: name }).locator("dd");
	await fact(".details", "Newsletter").getByText("Yes").waitFor();
	expect(await fact(".details", "Student").innerText()).toBe("No");
	expect(await fact(".details", "Answer").innerText()).toBe("true");

	await page.getByRole("button", { name: "End chat" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
	const record = await until("the record", () => w.api.record(vi.chat));
	await page.goto(`${w.server.address}/console/history?chat=${record["id"]}`);
	await fact(".facts", "Newsletter").getByText("Yes").waitFor();
	expect(await fact(".facts", "Student").innerText()).toBe("No");
	expect(await fact(".facts", "Answer").innerText()).toBe("true");
});
