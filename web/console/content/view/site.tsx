// The site: its name, and what it demands of those who sign in.
import { Checkbox, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { changedOf } from "../../settings/model/draft.ts";
import { check, text, useForm } from "../../settings/run/form.ts";
import { FormFrame } from "../../settings/view/formframe.tsx";
import { Head } from "../../settings/view/head.tsx";
import { Loaded } from "../../settings/view/loaded.tsx";
import type { Site } from "../run/resources.ts";
import "./content.css";

const key = ["site"];

/** The page. */
export function SitePage() {
	const kit = useTexts("settings");
	const t = useTexts("content");
	const site = useQuery({
		queryKey: key,
		queryFn: async () => held(await api.GET("/global/site")),
		staleTime: 0,
		refetchOnWindowFocus: false, // what is being edited is not replaced
	});
	return (
		<>
			<Head title={kit("page.site")} lead={site.data && t("site.number", { id: String(site.data.id) })} />
			<Loaded query={site}>{(given) => <SiteForm given={given} />}</Loaded>
		</>
	);
}

function SiteForm({ given }: { readonly given: Site }) {
	const t = useTexts("content");
	const kit = useTexts("settings");
	const queries = useQueryClient();
	const form = useForm(given, async (draft, before) => {
		// Other pages change the site as well: what is not changed here is left to them.
		const body = changedOf(before, draft);
		const made = held(await api.PUT("/global/site", { body }));
		queries.setQueryData(key, made);
		return made;
	});
	return (
		<FormFrame form={form}>
			<TextInput label={kit("field.name")} {...text(form, "name")} maxLength={256} data-autofocus />
			<Checkbox
				label={t("site.factor")}
				description={t("site.factorLead")}
				{...check(form, "requireSecondFactor")}
			/>
			<Checkbox label={t("site.typed")} description={t("site.typedLead")} {...check(form, "showTypedText")} />
		</FormFrame>
	);
}
