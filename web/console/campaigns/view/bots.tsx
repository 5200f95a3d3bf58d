// Bots: programs that answer visitors before agents do.
import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { check, type Form, text } from "../../settings/run/form.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { type Bot, bots } from "../run/resources.ts";
import { BotSecret } from "./botsecret.tsx";

const blank = { name: "", description: "", webhookUrl: "", isEnabled: true };

/** The list of bots, or one of them. */
export function Bots({ id }: PageProps) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	return id === undefined ? (
		<ListPage
			page="bots"
			resource={bots}
			lead={t("bots.lead")}
			nameOf={(b) => b.name}
			columns={[
				{ text: t("bots.address"), show: (b) => b.webhookUrl, words: (b) => b.webhookUrl },
				{ text: t("say.on"), show: (b) => settings(b.isEnabled ? "say.yes" : "say.no") },
			]}
		/>
	) : (
		<FormPage
			page="bots"
			id={id}
			resource={bots}
			blank={blank}
			nameOf={(b) => b.name}
			goes={t("bots.goes")}
			secretOf={({ secret = "" }) => (secret === "" ? undefined : { label: t("bots.secret"), text: secret })}
			more={(bot) => <BotSecret bot={bot} />}
		>
			{(form) => <BotForm form={form} />}
		</FormPage>
	);
}

function BotForm({ form }: { readonly form: Form<Bot> }) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	return (
		<>
			<TextInput label={settings("field.name")} {...text(form, "name")} required data-autofocus />
			<Textarea label={settings("field.description")} {...text(form, "description")} autosize minRows={2} />
			<TextInput
				type="url"
				label={t("bots.address")}
				description={t("bots.addressLead")}
				{...text(form, "webhookUrl")}
			/>
			<Checkbox label={t("say.on")} description={t("bots.onLead")} {...check(form, "isEnabled")} />
		</>
	);
}
