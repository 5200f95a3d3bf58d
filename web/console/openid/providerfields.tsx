// The fields of an identity provider.
import { Button, Checkbox, NativeSelect, PasswordInput, TagsInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useList } from "../history/run/lookups.ts";
import { api } from "../run/api.ts";
import type { Provider } from "../run/openid.ts";
import { useTexts } from "../run/texts.ts";
import { check, type Form, several, text } from "../settings/run/form.ts";
import { Refusal } from "../settings/view/refusal.tsx";
import { Several } from "../settings/view/several.tsx";

// What is typed in, which is the same in every language.
const exampleDomain = "example.com";
const scheme = "https://";

interface Props {
	readonly form: Form<Provider>;
	readonly isNew: boolean;
}

/** Who it is, whom it may let in, and who is made an agent. */
export function ProviderFields({ form, isNew }: Props) {
	const t = useTexts("openid");
	const kit = useTexts("settings");
	const moved = !isNew && form.draft.issuer !== form.saved.issuer;
	return (
		<>
			<TextInput
				label={kit("field.name")}
				description={t("provider.nameHint")}
				{...text(form, "name")}
				required
				data-autofocus
			/>
			<Issuer form={form} />
			<TextInput label={t("provider.client")} {...text(form, "clientId")} dir="ltr" required />
			<PasswordInput
				label={t("provider.secret")}
				description={isNew ? undefined : t(moved ? "provider.secretMoved" : "provider.secretHint")}
				autoComplete="off"
				visibilityToggleButtonProps={{ "aria-label": t("provider.show"), tabIndex: 0, "aria-hidden": false }}
				{...text(form, "clientSecret")}
				required={isNew || moved}
			/>
			<Checkbox label={t("provider.enabled")} {...check(form, "isEnabled")} />
			<TagsInput
				label={t("provider.domains")}
				description={t("provider.domainsHint")}
				placeholder={exampleDomain}
				{...several(form, "allowedDomains")}
				comboboxProps={{ withinPortal: false }}
			/>
			<Checkbox
				label={t("provider.trusted")}
				description={t("provider.trustedHint")}
				{...check(form, "isEmailTrusted")}
			/>
			<TagsInput
				label={t("provider.scopes")}
				description={t("provider.scopesHint")}
				{...several(form, "scopes")}
				comboboxProps={{ withinPortal: false }}
			/>
			<Made form={form} />
		</>
	);
}

function Issuer({ form }: { readonly form: Form<Provider> }) {
	const t = useTexts("openid");
	const attempt = useMutation({
		mutationFn: (issuer: string) => api.POST("/global/identityProviders:Check", { body: { issuer } }),
	});
	const { issuer } = form.draft;
	const isAboutThis = attempt.variables === issuer;
	return (
		<div className="issuer">
			<TextInput
				label={t("provider.issuer")}
				description={t("provider.issuerHint")}
				placeholder={scheme}
				type="url"
				{...text(form, "issuer")}
				dir="ltr"
				required
			/>
			<div className="attempt">
				<Button
					variant="default"
					size="compact-md"
					disabled={issuer === ""}
					loading={attempt.isPending}
					onClick={() => attempt.mutate(issuer)}
				>
					{t("try.act")}
				</Button>
				<span role="status">{isAboutThis && attempt.isSuccess && t("try.good")}</span>
			</div>
			{isAboutThis && <Refusal error={attempt.error} />}
		</div>
	);
}

const roles = ["agent", "supervisor"] as const;

/** Who is made an agent. */
function Made({ form }: { readonly form: Form<Provider> }) {
	const t = useTexts("openid");
	const kit = useTexts("settings");
	const departments = useList("departments");
	return (
		<>
			<Checkbox
				label={t("provider.creates")}
				description={t("provider.createsHint")}
				{...check(form, "createsAgents")}
			/>
			{form.draft.createsAgents && (
				<>
					<NativeSelect
						label={kit("agents.role")}
						{...text(form, "role")}
						data={roles.map((r) => ({ value: r, label: kit(`role.${r}`) }))}
					/>
					<Several label={kit("page.departments")} of={departments} {...several(form, "departmentIds")} />
				</>
			)}
		</>
	);
}
