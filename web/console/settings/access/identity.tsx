// Identity keys: what a site signs the identities of its visitors with.
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { components } from "../../../shared/api.d.ts";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { Copied } from "../../view/copied.tsx";
import { type Form, text } from "../run/form.ts";
import type { Resource } from "../run/resource.ts";
import { useSaid } from "../run/said.ts";
import { FormPage } from "../view/formpage.tsx";
import { ListPage } from "../view/listpage.tsx";
import type { PageProps } from "../view/pages.ts";
import { Section } from "../view/section.tsx";

type IdentityKey = components["schemas"]["IdentityKey"];

const algorithms = ["HS256", "RS256", "ES256", "EdDSA"] as const;

const at = (id: string) => ({ params: { path: { id } } });

/** What a new key is made of: HS256 has a secret that the server makes, the others a public key. */
function made({ name, algorithm, publicKey = "" }: Omit<IdentityKey, "id">) {
	return algorithm === "HS256" ? { name, algorithm } : { name, algorithm, publicKey };
}

const keys: Resource<IdentityKey> = {
	key: "identity",
	list: async () => held(await api.GET("/livechat/identityKeys")),
	read: async (id) => held(await api.GET("/livechat/identityKeys/{id}", at(id))),
	create: async (draft) => held(await api.POST("/livechat/identityKeys", { body: made(draft) })),
	// What verifies signatures does not change.
	change: async (id, { name }) =>
		held(await api.PUT("/livechat/identityKeys/{id}", { ...at(id), body: { name } })),
	remove: (id) => api.DELETE("/livechat/identityKeys/{id}", at(id)),
};

const blank: Omit<IdentityKey, "id"> = { name: "", algorithm: "HS256", publicKey: "", created: "" };

/** The list of identity keys, or one of them. */
export function IdentityKeys({ id }: PageProps) {
	const t = useTexts("settings");
	const said = useSaid();
	return id === undefined ? (
		<ListPage
			page="identity"
			resource={keys}
			lead={t("identity.lead")}
			nameOf={(k) => k.name}
			columns={[
				{ text: t("identity.algorithm"), show: (k) => k.algorithm },
				{ text: t("field.created"), show: (k) => said.moment(k.created) },
			]}
		/>
	) : (
		<FormPage
			page="identity"
			id={id}
			resource={keys}
			blank={blank}
			nameOf={(k) => k.name}
			goes={t("identity.goes")}
			secretOf={(k) => (k.secret === undefined ? undefined : { label: t("identity.secret"), text: k.secret })}
			more={(k) => (
				<Section title={t("clients.use")} lead={t("identity.use")}>
					<Copied label={t("identity.kid")} text={k.id}>
						<code dir="ltr">{k.id}</code>
					</Copied>
				</Section>
			)}
		>
			{(form, isNew) => <Fields form={form} isNew={isNew} />}
		</FormPage>
	);
}

function Fields({ form, isNew }: { readonly form: Form<IdentityKey>; readonly isNew: boolean }) {
	const t = useTexts("settings");
	return (
		<>
			<TextInput label={t("field.name")} {...text(form, "name")} required />
			<NativeSelect
				label={t("identity.algorithm")}
				description={t("identity.algorithmHint")}
				{...text(form, "algorithm")}
				disabled={!isNew}
				data={[...algorithms]}
			/>
			{form.draft.algorithm !== "HS256" && (
				<Textarea
					label={t("identity.publicKey")}
					description={t("identity.publicKeyHint")}
					{...text(form, "publicKey")}
					dir="ltr"
					className="monospaced"
					autosize
					minRows={4}
					required
					readOnly={!isNew}
				/>
			)}
		</>
	);
}
