// Departments: who takes which chats, and where those go that it cannot take.
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { components } from "../../../shared/api.d.ts";
import { useList } from "../../history/run/lookups.ts";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { choiceOf, chosen, noGuid } from "../model/overflow.ts";
import { check, errorOf, type Form, number, several, text } from "../run/form.ts";
import type { Resource } from "../run/resource.ts";
import { useSaid } from "../run/said.ts";
import { FormPage } from "../view/formpage.tsx";
import { ListPage } from "../view/listpage.tsx";
import type { PageProps } from "../view/pages.ts";
import { Several } from "../view/several.tsx";

type Department = components["schemas"]["Department"];

const at = (id: string) => ({ params: { path: { id } } });

const departments: Resource<Department> = {
	key: "departments",
	list: async () => held(await api.GET("/global/departments")),
	read: async (id) => held(await api.GET("/global/departments/{id}", at(id))),
	create: async (body) => held(await api.POST("/global/departments", { body })),
	// Where chats go is one choice of several members.
	change: async (id, draft, changed) => {
		const body = { ...changed, ...chosen(choiceOf(draft), draft.overflowAfter) };
		return held(await api.PUT("/global/departments/{id}", { ...at(id), body }));
	},
	remove: (id) => api.DELETE("/global/departments/{id}", at(id)),
};

const blank: Omit<Department, "id"> = {
	name: "",
	description: "",
	isAvailableInLiveChat: true,
	agentIds: [],
	overflowDepartmentId: noGuid,
	overflowToOfflineMessage: false,
	overflowAfter: 0,
	queueLimit: 0,
};

/** The list of departments, or one of them. */
export function Departments({ id }: PageProps) {
	const t = useTexts("settings");
	return id === undefined ? (
		<DepartmentList />
	) : (
		<FormPage
			page="departments"
			id={id}
			resource={departments}
			blank={blank}
			nameOf={(d) => d.name}
			goes={t("departments.goes")}
		>
			{(form) => <Fields form={form} id={id} />}
		</FormPage>
	);
}

function DepartmentList() {
	const t = useTexts("settings");
	const said = useSaid();
	const agents = useList("agents");
	const names = (d: Department) => agents.filter((a) => d.agentIds.includes(a.id)).map((a) => a.name);
	return (
		<ListPage
			page="departments"
			resource={departments}
			lead={t("departments.lead")}
			nameOf={(d) => d.name}
			columns={[
				{ text: t("field.description"), show: (d) => d.description, words: (d) => d.description },
				{ text: t("page.agents"), show: (d) => said.names(names(d)), words: (d) => names(d).join(" ") },
				{ text: t("departments.live"), show: (d) => said.yesNo(d.isAvailableInLiveChat) },
			]}
		/>
	);
}

function Fields({ form, id }: { readonly form: Form<Department>; readonly id: string }) {
	const t = useTexts("settings");
	return (
		<>
			<TextInput label={t("field.name")} {...text(form, "name")} required />
			<Textarea label={t("field.description")} {...text(form, "description")} autosize minRows={2} />
			<Several label={t("page.agents")} of={useList("agents")} {...several(form, "agentIds")} />
			<Checkbox
				label={t("departments.live")}
				description={t("departments.liveHint")}
				{...check(form, "isAvailableInLiveChat")}
			/>
			<TextInput
				label={t("departments.queue")}
				description={t("departments.queueHint")}
				min={0}
				{...number(form, "queueLimit")}
			/>
			<OverflowFields form={form} id={id} />
		</>
	);
}

/** Where chats go that it cannot take. */
function OverflowFields({ form, id }: { readonly form: Form<Department>; readonly id: string }) {
	const t = useTexts("settings");
	const { draft } = form;
	const others = useList("departments").filter((d) => d.id !== id);
	const choice = choiceOf(draft);
	return (
		<>
			<NativeSelect
				label={t("departments.overflow")}
				description={t("departments.overflowHint")}
				value={choice}
				error={errorOf(form, "overflowDepartmentId")}
				onChange={(e) => form.set(chosen(e.currentTarget.value, draft.overflowAfter))}
			>
				<option value="wait">{t("departments.wait")}</option>
				<option value="message">{t("departments.message")}</option>
				{others.map((d) => (
					<option key={d.id} value={d.id}>
						{t("departments.to", { name: d.name })}
					</option>
				))}
			</NativeSelect>
			{choice !== "wait" && (
				<TextInput
					label={t("departments.after")}
					description={t("departments.afterHint")}
					min={0}
					{...number(form, "overflowAfter")}
				/>
			)}
		</>
	);
}
