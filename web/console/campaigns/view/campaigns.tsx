// Campaigns: each is one installation of the widget.

import { useTexts } from "../../run/texts.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { blankCampaign } from "../model/campaign.ts";
import { languageName } from "../run/languages.ts";
import { campaigns } from "../run/resources.ts";
import { CampaignForm } from "./campaignform.tsx";

/** The list of campaigns, or one of them. */
export function Campaigns({ id }: PageProps) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	return id === undefined ? (
		<ListPage
			page="campaigns"
			resource={campaigns}
			lead={t("campaigns.lead")}
			nameOf={(c) => c.name}
			mark={(c) => <Color color={c.look.color} />}
			columns={[
				{
					text: settings("field.description"),
					show: (c) => c.description,
					words: (c) => c.description,
				},
				{ text: t("campaign.language"), show: (c) => c.language !== "" && languageName(c.language) },
			]}
		/>
	) : (
		<FormPage
			page="campaigns"
			id={id}
			resource={campaigns}
			blank={blankCampaign}
			nameOf={(c) => c.name}
			goes={t("campaigns.goes")}
		>
			{(form, isNew) => <CampaignForm form={form} isNew={isNew} />}
		</FormPage>
	);
}

function Color({ color }: { readonly color: string }) {
	return (
		<svg className="swatch" viewBox="0 0 16 16" aria-hidden="true">
			<circle cx="8" cy="8" r="7" fill={color} />
		</svg>
	);
}
