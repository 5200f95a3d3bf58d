// Custom variables: what pages tell of their visitors.
import { NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { text } from "../../settings/run/form.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { Copied } from "../../view/copied.tsx";
import { type Variable, variables } from "../run/resources.ts";
import "./content.css";

const types = ["text", "integer", "decimal"] as const;

/** The list of variables, or one of them. */
export function Variables({ id }: PageProps) {
	const t = useTexts("content");
	return id === undefined ? (
		<ListPage
			page="variables"
			resource={variables}
			lead={t("variable.lead")}
			nameOf={(v) => v.name}
			columns={[
				{ text: t("variable.type"), show: (v) => t(`type.${v.type}`) },
				{ text: t("variable.link"), show: (v) => v.hyperlink, words: (v) => v.hyperlink },
			]}
		/>
	) : (
		<FormPage
			page="variables"
			id={id}
			resource={variables}
			blank={{ name: "", type: "text", value: "", hyperlink: "" }}
			nameOf={(v) => v.name}
			goes={t("variable.goes")}
			more={(v) => <Told variable={v} />}
		>
			{(form) => <Fields form={form} />}
		</FormPage>
	);
}

function Fields({ form }: { readonly form: Parameters<typeof text<Variable>>[0] }) {
	const t = useTexts("content");
	const kit = useTexts("settings");
	return (
		<>
			<TextInput label={kit("field.name")} {...text(form, "name")} required data-autofocus />
			<NativeSelect
				label={t("variable.type")}
				{...text(form, "type")}
				data={types.map((value) => ({ value, label: t(`type.${value}`) }))}
			/>
			<TextInput
				label={t("variable.link")}
				description={t("variable.linkLead")}
				type="url"
				{...text(form, "hyperlink")}
				dir="ltr"
			/>
			<TextInput label={t("variable.value")} description={t("variable.valueLead")} {...text(form, "value")} />
		</>
	);
}

/** What a page has to run. */
function Told({ variable: v }: { readonly variable: Variable }) {
	const t = useTexts("content");
	const code = `Parley.setCustomVariables({ ${JSON.stringify(v.name)}: ${v.type === "text" ? '"…"' : "0"} });`;
	return (
		<section className="contentmore">
			<Copied label={t("variable.told")} text={code}>
				<code dir="ltr">{code}</code>
			</Copied>
		</section>
	);
}
