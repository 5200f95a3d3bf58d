// Skills: what agents are good at.
import { Textarea, TextInput } from "@mantine/core";
import type { components } from "../../../shared/api.d.ts";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { text } from "../run/form.ts";
import type { Resource } from "../run/resource.ts";
import { FormPage } from "../view/formpage.tsx";
import { ListPage } from "../view/listpage.tsx";
import type { PageProps } from "../view/pages.ts";

type Skill = components["schemas"]["Skill"];

const at = (id: string) => ({ params: { path: { id } } });

const skills: Resource<Skill> = {
	key: "skills",
	list: async () => held(await api.GET("/global/skills")),
	read: async (id) => held(await api.GET("/global/skills/{id}", at(id))),
	create: async (body) => held(await api.POST("/global/skills", { body })),
	change: async (id, _, body) => held(await api.PUT("/global/skills/{id}", { ...at(id), body })),
	remove: (id) => api.DELETE("/global/skills/{id}", at(id)),
};

/** The list of skills, or one of them. */
export function Skills({ id }: PageProps) {
	const t = useTexts("settings");
	const description = (s: Skill) => s.description;
	return id === undefined ? (
		<ListPage
			page="skills"
			resource={skills}
			lead={t("skills.lead")}
			nameOf={(s) => s.name}
			columns={[{ text: t("field.description"), show: description, words: description }]}
		/>
	) : (
		<FormPage
			page="skills"
			id={id}
			resource={skills}
			blank={{ name: "", description: "" }}
			nameOf={(s) => s.name}
			goes={t("skills.goes")}
		>
			{(form) => (
				<>
					<TextInput label={t("field.name")} {...text(form, "name")} required />
					<Textarea label={t("field.description")} {...text(form, "description")} autosize minRows={2} />
				</>
			)}
		</FormPage>
	);
}
