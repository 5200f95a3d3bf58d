// The form of a campaign, with its widget beside it, which follows each keystroke and shows the
// screen that one is working on.
import { useState } from "react";
import type { PreviewScreen } from "../../../shared/model/preview.ts";
import { useList } from "../../history/run/lookups.ts";
import { useTexts } from "../../run/texts.ts";
import type { Form } from "../../settings/run/form.ts";
import { useAll } from "../../settings/run/resource.ts";
import { type Campaign, type Field, type FormName, forms, screenOf } from "../model/campaign.ts";
import { fields as fieldsOfSite } from "../run/resources.ts";
import { Access } from "./access.tsx";
import { AskedFields } from "./asked.tsx";
import { Beside } from "./beside.tsx";
import { General } from "./general.tsx";
import { InstallationCode } from "./installation.tsx";
import { LookForm } from "./look.tsx";
import { WidgetPreview } from "./preview.tsx";
import { WordingForm } from "./wordings.tsx";
import "./campaigns.css";

const nothing: readonly Field[] = [];

/** All of a campaign. */
export function CampaignForm({ form, isNew }: { readonly form: Form<Campaign>; readonly isNew: boolean }) {
	const t = useTexts("campaigns");
	const fields = useAll(fieldsOfSite).data ?? nothing;
	const departments = useList("departments");
	const [screen, setScreen] = useState<PreviewScreen>("preChat");
	const [language, setLanguage] = useState(form.draft.language === "" ? "en" : form.draft.language);
	const onForm = (name: FormName) => () => setScreen(screenOf(name));
	return (
		<div className="campaignform">
			<div className="campaignparts">
				<General form={form} changed={setLanguage} />
				<LookForm form={form} />
				<section aria-labelledby="campaign-forms">
					<h2 id="campaign-forms">{t("campaign.forms")}</h2>
					<p className="lead">{t("campaign.formsLead")}</p>
					{forms.map((name) => (
						<AskedFields key={name} name={name} form={form} fields={fields} looked={onForm(name)} />
					))}
				</section>
				<WordingForm form={form} screen={screen} language={language} speak={setLanguage} />
				<Access form={form} />
				<section aria-labelledby="campaign-install">
					<h2 id="campaign-install">{t("install.title")}</h2>
					{isNew ? (
						<p className="lead">{t("install.later")}</p>
					) : (
						<InstallationCode campaign={form.saved.id} />
					)}
				</section>
			</div>
			<Beside>
				<WidgetPreview
					campaign={form.draft}
					fields={fields}
					departments={departments}
					language={language}
					screen={screen}
					onScreen={setScreen}
				/>
			</Beside>
		</div>
	);
}
