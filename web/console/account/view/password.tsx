// Changing one's password.
import { Button, PasswordInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "../../settings/view/refusal.tsx";
import { changePassword, useDeed } from "../run/me.ts";
import { Section } from "./section.tsx";

/** Asks for the password so far, and another one. */
export function Password({ email }: { readonly email: string }) {
	const t = useTexts("account");
	const shell = useTexts("shell");
	const deed = useDeed(changePassword);
	const show = { "aria-label": shell("signin.show"), tabIndex: 0, "aria-hidden": false };
	return (
		<Section title={t("password.title")}>
			<form
				onSubmit={(e) => {
					e.preventDefault();
					const form = e.currentTarget;
					const given = new FormData(form);
					deed.mutate(
						{ password: String(given.get("password")), newPassword: String(given.get("newPassword")) },
						{ onSuccess: () => form.reset() },
					);
				}}
			>
				{/* So that password managers know whose password it is. */}
				<input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
				<PasswordInput
					name="password"
					label={t("password.now")}
					autoComplete="current-password"
					visibilityToggleButtonProps={show}
					required
				/>
				<PasswordInput
					name="newPassword"
					label={t("password.new")}
					description={t("password.rule")}
					autoComplete="new-password"
					visibilityToggleButtonProps={show}
					minLength={12}
					required
				/>
				<Refusal error={deed.error} />
				<p role="status" className="done">
					{deed.isSuccess && t("password.changed")}
				</p>
				<div>
					<Button type="submit" loading={deed.isPending}>
						{t("password.change")}
					</Button>
				</div>
			</form>
		</Section>
	);
}
