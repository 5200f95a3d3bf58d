// A campaign's own texts, each beside the widget's that it takes the place of.
import { NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { PreviewScreen } from "../../../shared/model/preview.ts";
import { directionOf } from "../../../shared/model/texts.ts";
import { useTexts } from "../../run/texts.ts";
import { errorOf, type Form } from "../../settings/run/form.ts";
import { FieldProblem } from "../../settings/view/fieldproblem.tsx";
import type { Campaign } from "../model/campaign.ts";
import { longestText, missingValues, type Row, rowsOf, rowsShown, withWording } from "../model/wordings.ts";
import { languageName, languagesWith, useCatalogue } from "../run/languages.ts";

interface Props {
	readonly form: Form<Campaign>;
	/** The screen whose texts are shown until some are looked for. */
	readonly screen: PreviewScreen;
	readonly language: string;
	readonly speak: (language: string) => void;
}

/** The texts of one language. */
export function WordingForm({ form, screen, language, speak }: Props) {
	const t = useTexts("campaigns");
	const [wanted, setWanted] = useState("");
	const { texts } = form.draft;
	const rows = rowsShown(rowsOf(texts, language, useCatalogue(language)), screen, wanted);
	const error = errorOf(form, "texts");
	return (
		<section aria-labelledby="campaign-texts">
			<h2 id="campaign-texts">{t("texts.title")}</h2>
			<p className="lead">{t("texts.lead")}</p>
			<div className="half">
				<NativeSelect
					label={t("texts.language")}
					value={language}
					onChange={(e) => speak(e.currentTarget.value)}
				>
					{languagesWith(...Object.keys(texts), language).map((tag) => (
						<option key={tag} value={tag} lang={tag}>
							{nameOf(tag, Object.keys(texts[tag] ?? {}).length)}
						</option>
					))}
				</NativeSelect>
				<TextInput
					type="search"
					label={t("texts.find")}
					leftSection={<IconSearch size={16} aria-hidden />}
					value={wanted}
					onChange={(e) => setWanted(e.currentTarget.value)}
				/>
			</div>
			<ul className="wordings" lang={language} dir={directionOf(language)}>
				{rows.map((row) => (
					<li key={row.key}>
						<Wording
							row={row}
							change={(text) => form.set({ texts: withWording(texts, language, row.key, text) })}
						/>
					</li>
				))}
			</ul>
			<FieldProblem error={error} />
		</section>
	);
}

function nameOf(tag: string, count: number): string {
	return count === 0 ? languageName(tag) : `${languageName(tag)} (${count})`;
}

function Wording({ row, change }: { readonly row: Row; readonly change: (text: string) => void }) {
	const t = useTexts("campaigns");
	const missing = missingValues(row);
	return (
		<TextInput
			size="xs"
			label={row.usual === "" ? row.key : row.usual}
			maxLength={longestText}
			value={row.own}
			description={missing.length === 0 ? undefined : t("texts.missing", { values: missing.join(" ") })}
			onChange={(e) => change(e.currentTarget.value)}
		/>
	);
}
