// Whose pages may show a campaign's widget, and what strangers do before they get in.
import { NativeSelect, TagsInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { errorOf, type Form, several } from "../../settings/run/form.ts";
import type { Campaign } from "../model/campaign.ts";

/** Bits of work, and how long that takes a usual device. */
const works = [0, 14, 16, 18, 20, 22];

/** Origins and proof of work. */
export function Access({ form }: { readonly form: Form<Campaign> }) {
	const t = useTexts("campaigns");
	const bits = form.draft.requireChallenge;
	const choices = works.includes(bits) ? works : [...works, bits].toSorted((a, b) => a - b);
	return (
		<section aria-labelledby="campaign-access">
			<h2 id="campaign-access">{t("access.title")}</h2>
			<TagsInput
				label={t("access.origins")}
				description={t("access.originsLead")}
				dir="ltr"
				splitChars={[",", " "]}
				acceptValueOnBlur
				{...several(form, "allowedOrigins")}
				comboboxProps={{ withinPortal: false }}
			/>
			<NativeSelect
				label={t("access.challenge")}
				description={t("access.challengeLead")}
				value={bits}
				error={errorOf(form, "requireChallenge")}
				onChange={(e) => form.set({ requireChallenge: Number(e.currentTarget.value) })}
			>
				{choices.map((n) => (
					<option key={n} value={n}>
						{n === 0 ? t("access.noChallenge") : t("access.bits", { count: n })}
					</option>
				))}
			</NativeSelect>
		</section>
	);
}
