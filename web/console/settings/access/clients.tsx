// OAuth clients: programs that agents let act in their place.
import { Checkbox, Textarea, TextInput } from "@mantine/core";
import type { components } from "../../../shared/api.d.ts";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { Copied } from "../../view/copied.tsx";
import { noGuid } from "../model/overflow.ts";
import { check, errorOf, type Form, text } from "../run/form.ts";
import type { Resource } from "../run/resource.ts";
import { useSaid } from "../run/said.ts";
import { FormPage } from "../view/formpage.tsx";
import { ListPage } from "../view/listpage.tsx";
import { OneAgent } from "../view/oneagent.tsx";
import type { PageProps } from "../view/pages.ts";
import { Section } from "../view/section.tsx";
import { ScopeList, Scopes } from "./scopes.tsx";

type Client = components["schemas"]["OAuthClient"];

const at = (id: string) => ({ params: { path: { id } } });

/** What is written: the rest is answered alone. */
function written({ scopes, redirectUris, agentId, isPublic }: Partial<Client>) {
	const uris = redirectUris?.map((u) => u.trim()).filter((u) => u !== "");
	return {
		...(scopes && { scopes }),
		...(uris && { redirectUris: uris }),
		...(isPublic !== undefined && { isPublic }),
		...(agentId !== undefined && { agentId }),
	};
}

const clients: Resource<Client> = {
	key: "clients",
	list: async () => held(await api.GET("/global/oauthClients")),
	read: async (id) => held(await api.GET("/global/oauthClients/{id}", at(id))),
	create: async ({ name, scopes, ...draft }) =>
		held(await api.POST("/global/oauthClients", { body: { ...written(draft), name, scopes } })),
	change: async (id, { name }, changed) =>
		held(await api.PUT("/global/oauthClients/{id}", { ...at(id), body: { name, ...written(changed) } })),
	remove: (id) => api.DELETE("/global/oauthClients/{id}", at(id)),
};

const blank: Omit<Client, "id"> = {
	name: "",
	redirectUris: [],
	scopes: ["chats:read"],
	agentId: noGuid,
	isPublic: false,
	created: "",
	prefix: "",
};

/** The list of clients, or one of them. */
export function Clients({ id }: PageProps) {
	const t = useTexts("settings");
	return id === undefined ? (
		<ClientList />
	) : (
		<FormPage
			page="clients"
			id={id}
			resource={clients}
			blank={blank}
			nameOf={(c) => c.name}
			goes={t("clients.goes")}
			secretOf={(c) => (c.secret === undefined ? undefined : { label: t("clients.secret"), text: c.secret })}
			more={(c) => (
				<Section title={t("clients.use")}>
					<Copied label={t("clients.id")} text={c.id}>
						<code dir="ltr">{c.id}</code>
					</Copied>
				</Section>
			)}
		>
			{(form, isNew) => <Fields form={form} isNew={isNew} />}
		</FormPage>
	);
}

function ClientList() {
	const t = useTexts("settings");
	const said = useSaid();
	return (
		<ListPage
			page="clients"
			resource={clients}
			lead={t("clients.lead")}
			nameOf={(c) => c.name}
			columns={[
				{ text: t("scope.title"), show: (c) => <ScopeList of={c.scopes} /> },
				{ text: t("clients.public"), show: (c) => said.yesNo(c.isPublic), isMinor: true },
				{
					text: t("clients.redirect"),
					show: (c) => said.names(c.redirectUris),
					words: (c) => c.redirectUris.join(" "),
				},
			]}
		/>
	);
}

function Fields({ form, isNew }: { readonly form: Form<Client>; readonly isNew: boolean }) {
	const t = useTexts("settings");
	const { draft } = form;
	return (
		<>
			<TextInput
				label={t("field.name")}
				description={t("clients.nameHint")}
				{...text(form, "name")}
				required
			/>
			<Textarea
				label={t("clients.redirect")}
				description={t("clients.redirectHint")}
				dir="ltr"
				autosize
				minRows={2}
				value={draft.redirectUris.join("\n")}
				error={errorOf(form, "redirectUris")}
				onChange={(e) => form.set({ redirectUris: e.currentTarget.value.split("\n") })}
			/>
			<Scopes form={form} />
			<Checkbox
				label={t("clients.public")}
				description={t("clients.publicHint")}
				{...check(form, "isPublic")}
				disabled={!isNew}
			/>
			{!draft.isPublic && (
				<OneAgent
					label={t("access.for")}
					description={t("clients.forHint")}
					value={draft.agentId}
					none={t("say.none")}
					error={errorOf(form, "agentId")}
					onChange={(id) => form.set({ agentId: id || noGuid })}
				/>
			)}
		</>
	);
}
