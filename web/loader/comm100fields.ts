// Fields of forms as Comm100's visitor side API describes them.
import type { Field, FieldType } from "../shared/model/settings.ts";

const types: Readonly<Record<FieldType, string>> = {
	text: "text",
	textArea: "textarea",
	radioBox: "radio",
	checkBox: "checkbox",
	dropdownList: "select",
	checkboxList: "checkbox-list",
};

const system: readonly string[] = ["name", "email", "phone", "company", "product", "department", "subject"];

/** The fields of a form. They are told, and cannot be changed. */
export function fieldsAs(form: readonly Field[] = []) {
	return form.map((f) => ({
		id: f.id,
		value: "",
		label: f.name,
		type: typeOf(f),
		error: "",
		isErrorShowed: false,
		isHidden: f.hidden,
		isRequired: f.required,
		isFocused: false,
		options: f.options.map((o) => ({ label: o, value: o })),
	}));
}

function typeOf(f: Field): string {
	const name = f.name.toLowerCase();
	if (f.system && name === "message") {
		return "content";
	}
	return f.system && system.includes(name) ? name : types[f.type];
}
