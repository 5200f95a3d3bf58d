// Automatic invitations: they ask the visitors that meet their conditions to chat.
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { noGuid } from "../../history/model/vocabulary.ts";
import { useList } from "../../history/run/lookups.ts";
import { useTexts } from "../../run/texts.ts";
import { check, errorOf, type Form, number, text } from "../../settings/run/form.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { unconditional } from "../model/conditions.ts";
import { type AutoInvitation, invitations } from "../run/resources.ts";
import { ConditionsForm } from "./conditions.tsx";

const blank = { name: "", campaignId: noGuid, isEnabled: true, order: 0, message: "", ...unconditional };

/** The list of invitations, or one of them. */
export function Invitations({ id }: PageProps) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	const campaigns = useList("campaigns");
	const campaignOf = (i: AutoInvitation) =>
		campaigns.find((c) => c.id === i.campaignId)?.name ?? t("invitations.everywhere");
	return id === undefined ? (
		<ListPage
			page="invitations"
			resource={invitations}
			lead={t("invitations.lead")}
			nameOf={(i) => i.name}
			columns={[
				{ text: t("invitations.message"), show: (i) => i.message, words: (i) => i.message },
				{ text: t("invitations.campaign"), show: campaignOf, words: campaignOf },
				{ text: t("invitations.order"), show: (i) => i.order },
				{ text: t("say.on"), show: (i) => settings(i.isEnabled ? "say.yes" : "say.no") },
			]}
		/>
	) : (
		<FormPage
			page="invitations"
			id={id}
			resource={invitations}
			blank={blank}
			nameOf={(i) => i.name}
			goes={t("invitations.goes")}
		>
			{(form) => <InvitationForm form={form} />}
		</FormPage>
	);
}

function InvitationForm({ form }: { readonly form: Form<AutoInvitation> }) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	const campaigns = useList("campaigns");
	const { campaignId } = form.draft;
	const known = campaignId === noGuid || campaigns.some((c) => c.id === campaignId);
	return (
		<>
			<TextInput label={settings("field.name")} {...text(form, "name")} required data-autofocus />
			<Textarea label={t("invitations.message")} {...text(form, "message")} required autosize minRows={2} />
			<div className="half">
				<NativeSelect label={t("invitations.campaign")} {...text(form, "campaignId")}>
					<option value={noGuid}>{t("invitations.everywhere")}</option>
					{campaigns.map((c) => (
						<option key={c.id} value={c.id}>
							{c.name}
						</option>
					))}
					{!known && <option value={campaignId}>{campaignId}</option>}
				</NativeSelect>
				<TextInput
					label={t("invitations.order")}
					description={t("invitations.orderLead")}
					{...number(form, "order")}
				/>
			</div>
			<Checkbox label={t("say.on")} {...check(form, "isEnabled")} />
			<ConditionsForm
				of="visitors"
				value={form.draft}
				change={({ conditionMetType, logicalExpression, conditions }) =>
					form.set({ conditionMetType, logicalExpression, conditions })
				}
				error={errorOf(form, "conditions") ?? errorOf(form, "logicalExpression")}
			/>
		</>
	);
}
