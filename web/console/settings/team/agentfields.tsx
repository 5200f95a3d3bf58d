// The fields of an agent.
import { Checkbox, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useList } from "../../history/run/lookups.ts";
import { useTexts } from "../../run/texts.ts";
import { check, type Form, several, text } from "../run/form.ts";
import { Several } from "../view/several.tsx";
import type { Agent } from "./agents.tsx";

const roles = ["agent", "supervisor", "admin"] as const;

interface Props {
	readonly form: Form<Agent>;
	readonly isNew: boolean;
}

/** Who it is, what it may do, what it is in. */
export function AgentFields({ form, isNew }: Props) {
	const t = useTexts("settings");
	const role = form.draft.role === "" ? "none" : form.draft.role;
	return (
		<>
			<TextInput
				label={t("agents.email")}
				inputMode="email"
				autoComplete="off"
				{...text(form, "email")}
				required
			/>
			<TextInput
				label={t("agents.displayName")}
				description={t("agents.displayNameHint")}
				{...text(form, "displayName")}
			/>
			<div className="half">
				<TextInput label={t("agents.firstName")} {...text(form, "firstName")} />
				<TextInput label={t("agents.lastName")} {...text(form, "lastName")} />
			</div>
			<NativeSelect
				label={t("agents.role")}
				description={t(`roleHint.${role}`)}
				{...text(form, "role")}
				data={["", ...roles].map((r) => ({
					value: r,
					label: t(`role.${r === "" ? "none" : r}` as "role.none"),
				}))}
			/>
			{form.draft.role !== "" && (
				<PasswordInput
					label={t(isNew ? "agents.password" : "agents.newPassword")}
					description={t(isNew ? "agents.passwordHint" : "agents.newPasswordHint")}
					autoComplete="new-password"
					visibilityToggleButtonProps={{ "aria-label": t("agents.show"), tabIndex: 0, "aria-hidden": false }}
					{...text(form, "password")}
				/>
			)}
			<Checkbox
				label={t("agents.isActive")}
				description={t("agents.isActiveHint")}
				{...check(form, "isActive")}
			/>
			<Several
				label={t("page.departments")}
				of={useList("departments")}
				{...several(form, "departmentIds")}
			/>
			<Several label={t("page.skills")} of={useList("skills")} {...several(form, "skillIds")} />
		</>
	);
}
