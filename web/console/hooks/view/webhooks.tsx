// Webhooks: addresses that are told of what happens.
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { check, type Form, text } from "../../settings/run/form.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { SigningSecret } from "../../settings/view/signingsecret.tsx";
import { giveSecret, type Webhook, webhooks } from "../run/webhooks.ts";
import { Deliveries } from "./deliveries.tsx";
import { StateOf } from "./state.tsx";
import "./hooks.css";

const events = [
	"chatIsRequested",
	"chatStarts",
	"chatIsTransferred",
	"chatEnds",
	"chatIsWrappedUp",
	"offlineMessageIsSubmitted",
	"agentStatusChanges",
] as const satisfies readonly Webhook["event"][];

const blank: Omit<Webhook, "id"> = { event: "chatEnds", targetUrl: "", isEnabled: true, state: "working" };

/** The list of webhooks, or one of them. */
export function Webhooks({ id }: PageProps) {
	const t = useTexts("hooks");
	const eventOf = (w: Webhook) => t(`event.${w.event}`);
	return id === undefined ? (
		<ListPage
			page="webhooks"
			resource={webhooks}
			lead={t("hooks.lead")}
			nameOf={(w) => w.targetUrl}
			columns={[
				{ text: t("hooks.event"), show: eventOf, words: eventOf },
				{ text: t("hooks.state"), show: (w) => <StateOf webhook={w} /> },
			]}
		/>
	) : (
		<FormPage
			page="webhooks"
			id={id}
			resource={webhooks}
			blank={blank}
			nameOf={(w) => w.targetUrl}
			goes={t("hooks.goes")}
			secretOf={({ secret = "" }) => (secret === "" ? undefined : { label: t("hooks.secret"), text: secret })}
			more={({ id: webhook, secret = "" }) => (
				<>
					<Deliveries webhook={webhook} />
					<SigningSecret
						says={{ title: t("hooks.secret"), lead: t("hooks.secretLead"), another: t("hooks.newSecret") }}
						made={secret}
						give={(s) => giveSecret(webhook, s)}
					/>
				</>
			)}
		>
			{(form, isNew) => <WebhookForm form={form} isNew={isNew} />}
		</FormPage>
	);
}

function WebhookForm({ form, isNew }: { readonly form: Form<Webhook>; readonly isNew: boolean }) {
	const t = useTexts("hooks");
	return (
		<>
			<NativeSelect
				label={t("hooks.event")}
				{...text(form, "event")}
				data={events.map((e) => ({ value: e, label: t(`event.${e}`) }))}
				data-autofocus
			/>
			<TextInput
				type="url"
				label={t("hooks.address")}
				description={t("hooks.addressHint")}
				{...text(form, "targetUrl")}
				dir="ltr"
				required
			/>
			<Checkbox label={t("hooks.on")} description={t("hooks.onHint")} {...check(form, "isEnabled")} />
			{!isNew && (
				<p className="quietline">
					{t("hooks.state")} · <StateOf webhook={form.saved} />
				</p>
			)}
		</>
	);
}
