// Segments: named sets of visitors.
import { Textarea, TextInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { errorOf, text } from "../../settings/run/form.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { unconditional } from "../model/conditions.ts";
import { segments } from "../run/resources.ts";
import { ConditionsForm } from "./conditions.tsx";

const blank = { name: "", description: "", ...unconditional };

/** The list of segments, or one of them. */
export function Segments({ id }: PageProps) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	return id === undefined ? (
		<ListPage
			page="segments"
			resource={segments}
			lead={t("segments.lead")}
			nameOf={(s) => s.name}
			columns={[
				{
					text: settings("field.description"),
					show: (s) => s.description,
					words: (s) => s.description,
				},
				{ text: t("conditions.title"), show: (s) => s.conditions.length },
			]}
		/>
	) : (
		<FormPage
			page="segments"
			id={id}
			resource={segments}
			blank={blank}
			nameOf={(s) => s.name}
			goes={t("segments.goes")}
		>
			{(form) => (
				<>
					<TextInput label={settings("field.name")} {...text(form, "name")} required data-autofocus />
					<Textarea
						label={settings("field.description")}
						{...text(form, "description")}
						autosize
						minRows={2}
					/>
					<ConditionsForm
						of="chats"
						value={form.draft}
						change={({ conditionMetType, logicalExpression, conditions }) =>
							form.set({ conditionMetType, logicalExpression, conditions })
						}
						error={errorOf(form, "conditions") ?? errorOf(form, "logicalExpression")}
					/>
				</>
			)}
		</FormPage>
	);
}
