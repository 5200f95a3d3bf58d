// A field of forms, as it is edited.
import type { Field } from "./campaign.ts";

/** Types of fields. */
export const types = [
	"text",
	"textArea",
	"radioBox",
	"checkBox",
	"dropdownList",
	"checkboxList",
] as const satisfies readonly Field["type"][];

const chosen: ReadonlySet<Field["type"]> = new Set(["radioBox", "dropdownList", "checkboxList"]);

/** Whether one chooses an option of such a field. */
export function hasOptions(type: Field["type"]): boolean {
	return chosen.has(type);
}

/** The field with another type; options stay while some can be chosen, and there is one to begin with. */
export function typed(field: Field, type: Field["type"]): Pick<Field, "type" | "options"> {
	const options = !hasOptions(type) ? [] : field.options.length === 0 ? withOption([]) : field.options;
	return { type, options };
}

/** The options with an empty one at their end, told apart from all others by its order. */
export function withOption(options: Field["options"]): Field["options"] {
	const order = Math.max(-1, ...options.map((o) => o.order)) + 1;
	return [...options, { name: "", order }];
}
