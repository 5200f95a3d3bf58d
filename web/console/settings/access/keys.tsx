// API keys: what programs call the API with.
import { TextInput } from "@mantine/core";
import type { components } from "../../../shared/api.d.ts";
import { useList } from "../../history/run/lookups.ts";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { isoOf, localOf, noTime } from "../model/moment.ts";
import { errorOf, type Form, text } from "../run/form.ts";
import { useMe } from "../run/me.ts";
import type { Resource } from "../run/resource.ts";
import { useSaid } from "../run/said.ts";
import { FormPage } from "../view/formpage.tsx";
import { ListPage } from "../view/listpage.tsx";
import { OneAgent } from "../view/oneagent.tsx";
import type { PageProps } from "../view/pages.ts";
import { ScopeList, Scopes } from "./scopes.tsx";

type APIKey = components["schemas"]["APIKey"];

const at = (id: string) => ({ params: { path: { id } } });

/** What is written: the rest is answered alone. A key that is to stay for good has a time that says so. */
function written({ agentId, scopes, expires }: Partial<APIKey>) {
	return {
		...(scopes && { scopes }),
		...(agentId !== undefined && agentId !== "" && { agentId }),
		...(expires !== undefined && { expires }),
	};
}

const keys: Resource<APIKey> = {
	key: "keys",
	list: async () => held(await api.GET("/global/apiKeys")),
	read: async (id) => held(await api.GET("/global/apiKeys/{id}", at(id))),
	create: async ({ name, scopes, ...draft }) =>
		held(await api.POST("/global/apiKeys", { body: { ...written(draft), name, scopes } })),
	change: async (id, { name }, changed) =>
		held(await api.PUT("/global/apiKeys/{id}", { ...at(id), body: { name, ...written(changed) } })),
	remove: (id) => api.DELETE("/global/apiKeys/{id}", at(id)),
};

const blank: Omit<APIKey, "id"> = { name: "", agentId: "", scopes: ["chats:read"], created: "", prefix: "" };

/** The list of API keys, or one of them. */
export function Keys({ id }: PageProps) {
	const t = useTexts("settings");
	return id === undefined ? (
		<KeyList />
	) : (
		<FormPage
			page="keys"
			id={id}
			resource={keys}
			blank={blank}
			nameOf={(k) => k.name}
			goes={t("keys.goes")}
			secretOf={(k) => (k.secret === undefined ? undefined : { label: t("keys.secret"), text: k.secret })}
		>
			{(form) => <Fields form={form} />}
		</FormPage>
	);
}

function KeyList() {
	const t = useTexts("settings");
	const said = useSaid();
	const agents = useList("agents");
	const whose = (k: APIKey) => agents.find((a) => a.id === k.agentId)?.name ?? "";
	return (
		<ListPage
			page="keys"
			resource={keys}
			lead={t("keys.lead")}
			nameOf={(k) => k.name}
			columns={[
				{ text: t("access.for"), show: (k) => <bdi>{whose(k)}</bdi>, words: whose, isMinor: true },
				{ text: t("scope.title"), show: (k) => <ScopeList of={k.scopes} /> },
				{
					text: t("keys.prefix"),
					show: (k) => <code dir="ltr">{k.prefix}…</code>,
					words: (k) => k.prefix,
					isMinor: true,
				},
				{ text: t("keys.lastUsed"), show: (k) => said.moment(k.lastUsed) },
				{ text: t("keys.expires"), show: (k) => said.moment(k.expires) },
			]}
		/>
	);
}

function Fields({ form }: { readonly form: Form<APIKey> }) {
	const t = useTexts("settings");
	const me = useMe()?.agent?.id ?? "";
	const { draft } = form;
	return (
		<>
			<TextInput label={t("field.name")} description={t("keys.nameHint")} {...text(form, "name")} required />
			<OneAgent
				label={t("access.for")}
				description={t("keys.forHint")}
				value={draft.agentId === "" ? me : draft.agentId}
				error={errorOf(form, "agentId")}
				onChange={(agentId) => form.set({ agentId })}
			/>
			<Scopes form={form} />
			<TextInput
				type="datetime-local"
				label={t("keys.expires")}
				description={t("keys.expiresHint")}
				value={localOf(draft.expires)}
				error={errorOf(form, "expires")}
				onChange={(e) => {
					const at = isoOf(e.currentTarget.value);
					form.set({
						expires: at === noTime && form.saved.expires === undefined ? undefined : at,
					} as Partial<APIKey>);
				}}
			/>
		</>
	);
}
