import { expect, test } from "vitest";
import { type Preview, previewScreens } from "../../shared/model/preview.ts";
import { readSettings } from "../../shared/model/settings.ts";
import { happensInPreview, previewed } from "./preview.ts";
import { screenOf } from "./screens.ts";
import { step } from "./step.ts";
import { sizeOf } from "./telling.ts";

const now = Date.UTC(2026, 10, 29, 12);
const shown: Preview = {
	settings: readSettings({
		site: 1,
		forms: { preChat: [{ id: "f1", name: "Order", type: "text", required: true }] },
	}),
	language: "en",
	screen: "chat",
	agent: "Ada",
	invitation: "Can I help?",
	lines: [
		{ from: "agent", text: "Hello" },
		{ from: "visitor", text: "Hi" },
	],
};

test("each screen of a preview is the widget's own", () => {
	const seen = previewScreens.map((screen) => {
		const app = previewed({ ...shown, screen }, now);
		return [screen, sizeOf(app).state, app.open ? screenOf(app) : ""];
	});
	expect(seen).toEqual([
		["button", "closed", ""],
		["invitation", "invitation", ""],
		["preChat", "open", "preChat"],
		["chat", "open", "chat"],
		["offline", "open", "offline"],
		["survey", "open", "survey"],
	]);
});

test("a conversation has the lines that were told, in their order", () => {
	const [timeline] = previewed(shown, now).session.chats.values();
	expect(timeline?.lines.map((l) => [l.sender, l.senderName, l.text])).toEqual([
		["agent", "Ada", "Hello"],
		["visitor", "", "Hi"],
	]);
	expect(timeline?.lines.every((l, i, all) => i === 0 || l.time > (all[i - 1]?.time ?? ""))).toBe(true);
});

test("what is entered is shown, and what would be sent does not happen", () => {
	const app = previewed({ ...shown, screen: "preChat" }, now);
	const enter = { type: "enter", form: "preChat", field: "f1", value: "A-17" } as const;
	expect(happensInPreview(enter)).toBe(true);
	const [after] = step(app, enter, { now, id: () => "id" });
	expect(after.entered.preChat["f1"]).toBe("A-17");
	for (const type of ["submit", "post", "accept", "again", "end", "file"] as const) {
		expect(happensInPreview({ type } as Parameters<typeof happensInPreview>[0])).toBe(false);
	}
});
