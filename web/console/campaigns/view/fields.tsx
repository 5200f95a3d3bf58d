// Fields: what forms of campaigns can ask.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRef } from "react";
import { useTexts } from "../../run/texts.ts";
import { check, errorOf, type Form, text } from "../../settings/run/form.ts";
import { FieldProblem } from "../../settings/view/fieldproblem.tsx";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import { Ordered } from "../../settings/view/ordered.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import type { Field } from "../model/campaign.ts";
import { hasOptions, typed, types, withOption } from "../model/fields.ts";
import { fields } from "../run/resources.ts";
import { useFocusInList } from "./focus.ts";
import "./campaigns.css";

const blank: Omit<Field, "id"> = {
	name: "",
	type: "text",
	isSystem: false,
	isRequired: false,
	isPci: false,
	options: [],
};

/** The list of fields, or one of them. */
export function Fields({ id }: PageProps) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	return id === undefined ? (
		<ListPage
			page="fields"
			resource={fields}
			lead={t("fields.lead")}
			nameOf={(f) => f.name}
			columns={[
				{ text: t("fields.type"), show: (f) => t(`type.${f.type}`), words: (f) => t(`type.${f.type}`) },
				{ text: t("fields.options"), show: optionsOf, words: optionsOf },
				{ text: t("asked.required"), show: (f) => f.isRequired && settings("say.yes") },
			]}
		/>
	) : (
		<FormPage
			page="fields"
			id={id}
			resource={fields}
			blank={blank}
			nameOf={(f) => f.name}
			goes={t("fields.goes")}
		>
			{(form) => <FieldForm form={form} />}
		</FormPage>
	);
}

function optionsOf(f: Field): string {
	return f.options.map((o) => o.name).join(", ");
}

function FieldForm({ form }: { readonly form: Form<Field> }) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	const { type } = form.draft;
	return (
		<>
			<TextInput label={settings("field.name")} {...text(form, "name")} required data-autofocus />
			<NativeSelect
				label={t("fields.type")}
				value={type}
				error={errorOf(form, "type")}
				onChange={(e) => form.set(typed(form.draft, e.currentTarget.value as Field["type"]))}
			>
				{types.map((name) => (
					<option key={name} value={name}>
						{t(`type.${name}`)}
					</option>
				))}
			</NativeSelect>
			{hasOptions(type) && <Options form={form} />}
			<Checkbox label={t("fields.required")} {...check(form, "isRequired")} />
			<Checkbox
				label={t("fields.system")}
				description={t("fields.systemLead")}
				{...check(form, "isSystem")}
			/>
			<Checkbox label={t("fields.pci")} description={t("fields.pciLead")} {...check(form, "isPci")} />
		</>
	);
}

/** The options of a field, in their order; a new one has the focus. */
function Options({ form }: { readonly form: Form<Field> }) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	const { options } = form.draft;
	const error = errorOf(form, "options");
	const place = useRef<HTMLFieldSetElement>(null);
	const focusNew = useFocusInList(place, options.length);
	const add = () => {
		focusNew();
		form.set({ options: withOption(options) });
	};
	return (
		<fieldset className="askedform" ref={place}>
			<legend>{t("fields.options")}</legend>
			<Ordered
				label={t("fields.options")}
				list={options}
				keyOf={(o) => String(o.order)}
				nameOf={(o) => o.name}
				change={(next) => form.set({ options: [...next] })}
				canRemove
			>
				{(option, at) => (
					<TextInput
						size="xs"
						aria-label={t("fields.option", { count: at + 1 })}
						value={option.name}
						required
						onChange={(e) =>
							form.set({ options: options.with(at, { ...option, name: e.currentTarget.value }) })
						}
					/>
				)}
			</Ordered>
			<Button
				variant="subtle"
				size="compact-sm"
				className="addfield"
				leftSection={<IconPlus size={14} aria-hidden />}
				onClick={add}
			>
				{settings("act.add")}
			</Button>
			<FieldProblem error={error} />
		</fieldset>
	);
}
