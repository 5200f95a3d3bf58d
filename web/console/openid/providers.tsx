// The identity providers by which agents sign in, and whether there is another way.
import { Checkbox } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../shared/api.d.ts";
import { api, held } from "../run/api.ts";
import type { Provider } from "../run/openid.ts";
import { useTexts } from "../run/texts.ts";
import { check, useForm } from "../settings/run/form.ts";
import { useSaid } from "../settings/run/said.ts";
import { FormFrame } from "../settings/view/formframe.tsx";
import { FormPage } from "../settings/view/formpage.tsx";
import { ListPage } from "../settings/view/listpage.tsx";
import { Loaded } from "../settings/view/loaded.tsx";
import type { PageProps } from "../settings/view/pages.ts";
import { Section } from "../settings/view/section.tsx";
import { Copied } from "../view/copied.tsx";
import { ProviderFields } from "./providerfields.tsx";
import { providers } from "./resource.ts";
import "./openid.css";

const blank: Omit<Provider, "id"> = {
	name: "",
	issuer: "",
	clientId: "",
	scopes: [],
	allowedDomains: [],
	isEmailTrusted: false,
	isEnabled: true,
	createsAgents: false,
	role: "agent",
	departmentIds: [],
};

const siteKey = ["site"]; // as the page of the site has it

/** The list of providers, or one of them. */
export function Providers({ id }: PageProps) {
	const t = useTexts("openid");
	return id === undefined ? (
		<ProviderList />
	) : (
		<FormPage
			page="signin"
			id={id}
			resource={providers}
			blank={blank}
			nameOf={(p) => p.name}
			goes={t("provider.goes")}
		>
			{(form, isNew) => (
				<>
					<Redirect />
					<ProviderFields form={form} isNew={isNew} />
				</>
			)}
		</FormPage>
	);
}

function ProviderList() {
	const t = useTexts("openid");
	const said = useSaid();
	const query = useQuery({
		queryKey: siteKey,
		queryFn: async () => held(await api.GET("/global/site")),
		staleTime: 0,
		refetchOnWindowFocus: false, // what is being edited is not replaced
	});
	return (
		<>
			<ListPage
				page="signin"
				resource={providers}
				lead={t("list.lead")}
				nameOf={(p) => p.name}
				columns={[
					{ text: t("provider.issuer"), show: (p) => p.issuer, words: (p) => p.issuer },
					{ text: t("provider.enabled"), show: (p) => said.yesNo(p.isEnabled) },
					{ text: t("provider.creates"), show: (p) => said.yesNo(p.createsAgents) },
				]}
			/>
			<Loaded query={query}>{(site) => <Only site={site} />}</Loaded>
		</>
	);
}

/** The address that the provider has to know. */
function Redirect() {
	const t = useTexts("openid");
	const address = `${location.origin}/v4/oauth/openid/callback`;
	return (
		<div className="redirect">
			<Copied label={t("redirect.title")} text={address}>
				<code dir="ltr">{address}</code>
			</Copied>
			<p className="lead">{t("redirect.lead")}</p>
		</div>
	);
}

type Site = components["schemas"]["Site"];

function Only({ site }: { readonly site: Site }) {
	const t = useTexts("openid");
	const queries = useQueryClient();
	const form = useForm(site, async ({ requireOpenId }) => {
		const made = held(await api.PUT("/global/site", { body: { requireOpenId } }));
		queries.setQueryData(siteKey, made);
		return made;
	});
	return (
		<Section title={t("only.title")} lead={t("only.lead")}>
			<FormFrame form={form}>
				<Checkbox label={t("only.label")} {...check(form, "requireOpenId")} />
			</FormFrame>
		</Section>
	);
}
