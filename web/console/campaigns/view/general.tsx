// What a campaign is called, speaks, and begins with.
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useList } from "../../history/run/lookups.ts";
import { useTexts } from "../../run/texts.ts";
import { type Form, text } from "../../settings/run/form.ts";
import type { Campaign } from "../model/campaign.ts";
import { languageName, languagesWith } from "../run/languages.ts";

interface Props {
	readonly form: Form<Campaign>;
	/** Told of another language. */
	readonly changed: (language: string) => void;
}

/** Name, description, language, bot. */
export function General({ form, changed }: Props) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	const bots = useList("bots");
	const language = text(form, "language");
	const { botId = "" } = form.draft;
	return (
		<section>
			<TextInput label={settings("field.name")} {...text(form, "name")} required data-autofocus />
			<Textarea
				label={settings("field.description")}
				description={t("campaign.descriptionLead")}
				{...text(form, "description")}
				autosize
				minRows={2}
			/>
			<div className="half">
				<NativeSelect
					label={t("campaign.language")}
					description={t("campaign.languageLead")}
					{...language}
					onChange={(e) => {
						language.onChange(e);
						changed(e.currentTarget.value);
					}}
				>
					{form.draft.language === "" && <option value="">{settings("say.none")}</option>}
					{languagesWith(form.draft.language).map((tag) => (
						<option key={tag} value={tag} lang={tag}>
							{languageName(tag)}
						</option>
					))}
				</NativeSelect>
				<NativeSelect
					label={t("campaign.bot")}
					description={t("campaign.botLead")}
					value={botId}
					onChange={(e) => form.set({ botId: e.currentTarget.value })}
				>
					<option value="">{settings("say.none")}</option>
					{bots.map((b) => (
						<option key={b.id} value={b.id}>
							{b.name}
						</option>
					))}
					{botId !== "" && !bots.some((b) => b.id === botId) && <option value={botId}>{botId}</option>}
				</NativeSelect>
			</div>
		</section>
	);
}
