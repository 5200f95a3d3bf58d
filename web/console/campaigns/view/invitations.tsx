// Automatic invitations: they ask the visitors that meet their conditions to chat.
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { noGuid } from "../../history/model/vocabulary.ts";
import { useList } from "../../history/run/lookups.ts";
import { useTexts } from "../../run/texts.ts";
import { check, errorOf, type Form, number, text } from "../../settings/run/form.ts";
import { useAll } from "../../settings/run/resource.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { blankCampaign, type Campaign, type Field } from "../model/campaign.ts";
import { unconditional } from "../model/conditions.ts";
import { type AutoInvitation, invitations, campaigns as ofSite } from "../run/resources.ts";
import { Beside } from "./beside.tsx";
import { ConditionsForm } from "./conditions.tsx";
import { WidgetPreview } from "./preview.tsx";

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

const nothing: readonly Field[] = [];
const justThat = ["invitation"] as const;

/** The form, and beside it the invitation as visitors of its campaign see it. */
function InvitationForm({ form }: { readonly form: Form<AutoInvitation> }) {
	const { campaignId, message } = form.draft;
	const all = useAll(ofSite).data ?? [];
	const campaign = all.find((c) => c.id === campaignId) ?? all[0] ?? blankCampaign;
	return (
		<div className="campaignform">
			<div className="campaignparts">
				<section>
					<InvitationFields form={form} campaigns={all} />
				</section>
			</div>
			<Beside>
				<WidgetPreview
					campaign={campaign}
					fields={nothing}
					invitation={message}
					screens={justThat}
					screen="invitation"
				/>
			</Beside>
		</div>
	);
}

interface FieldsProps {
	readonly form: Form<AutoInvitation>;
	readonly campaigns: readonly Campaign[];
}

function InvitationFields({ form, campaigns }: FieldsProps) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
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
