import { expect, test } from "vitest";
import { readPreview, sealedPreview } from "../../../shared/model/preview.ts";
import {
	askable,
	blankCampaign,
	type Campaign,
	type Field,
	installationCode,
	numbered,
	settingsOf,
	withAsked,
	withField,
} from "./campaign.ts";
import { hasOptions, typed, types, withOption } from "./fields.ts";

function field(id: string, rest: Partial<Field> = {}): Field {
	return {
		id,
		name: id,
		type: "text",
		isSystem: false,
		isRequired: false,
		isPci: false,
		options: [],
		...rest,
	};
}

const campaign: Campaign = { ...blankCampaign, id: "c", name: "Shop" };

test("the widget gets the fields as the server would tell them", () => {
	const asked = (fieldId: string, isRequired: boolean, isVisible: boolean, order: number) => ({
		fieldId,
		isRequired,
		isVisible,
		order,
	});
	const preChatFields = [
		asked("name", true, true, 0),
		asked("always", false, true, 1),
		asked("hidden", true, false, 2),
		asked("card", false, true, 3),
		asked("gone", false, true, 4),
	];
	const fields = [
		field("name", { isSystem: true }),
		field("always", { isRequired: true, type: "radioBox", options: [{ name: "Yes", order: 0 }] }),
		field("hidden"),
		field("card", { isPci: true }),
	];
	const { forms } = settingsOf({ ...campaign, preChatFields }, fields);
	expect(forms.preChat.map((f) => [f.id, f.required, f.hidden, f.system, f.options])).toEqual([
		["name", true, false, true, []],
		["always", true, false, false, ["Yes"]],
		["hidden", false, true, false, []],
	]);
});

test("a preview can be told of a campaign in the middle of an edit", () => {
	const look = { ...campaign.look, color: "#12", offsetX: Number.NaN, offsetY: -3 };
	const settings = settingsOf({ ...campaign, language: "", look }, []);
	const told = { settings, language: "en", screen: "chat", agent: "", invitation: "", lines: [] } as const;
	const heard = readPreview(sealedPreview(told))?.settings.look;
	expect(heard).toMatchObject({ color: "#2b6cb0", offsetX: 0, offsetY: 0 });
});

test("fields are added at the end of a form, and each once", () => {
	const fields = [field("a"), field("b")];
	const asked = withField(withField([], "b"), "a");
	expect(asked.map((a) => [a.fieldId, a.order])).toEqual([
		["b", 0],
		["a", 1],
	]);
	expect(askable(asked, fields)).toEqual([]);
	expect(askable(asked.slice(0, 1), fields).map((f) => f.id)).toEqual(["a"]);
	expect(withAsked(asked, 1, { isRequired: true }).map((a) => a.isRequired)).toEqual([false, true]);
	expect(numbered(asked.toReversed()).map((a) => a.fieldId + a.order)).toEqual(["a0", "b1"]);
});

test("the tag is the one of the documentation, whatever the origin has in it", () => {
	expect(installationCode("https://chat.example", 10000, "2ac8739a-c2ae-4924-9a7d-8ac31faf147f")).toBe(
		'<script src="https://chat.example/widget.js" data-site="10000" data-campaign="2ac8739a-c2ae-4924-9a7d-8ac31faf147f" async></script>',
	);
	expect(installationCode("https://chat.example", 10000)).not.toContain("campaign");
	expect(installationCode('https://a"><b', 1)).toContain('src="https://a&quot;>&lt;b/widget.js"');
});

test("a field has options where one is chosen, and only there", () => {
	expect(types.filter(hasOptions)).toEqual(["radioBox", "dropdownList", "checkboxList"]);
	const chosen = typed(field("a"), "radioBox");
	expect(chosen.options).toEqual([{ name: "", order: 0 }]);
	expect(typed({ ...field("a"), ...chosen }, "dropdownList").options).toEqual(chosen.options);
	expect(typed({ ...field("a"), ...chosen }, "text").options).toEqual([]);
	const orders = withOption(withOption([{ name: "x", order: 5 }])).map((o) => o.order);
	expect(new Set(orders).size).toBe(3);
});
