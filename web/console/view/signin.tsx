// The page on which agents sign in.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useId } from "react";
import { signIn } from "../run/account.ts";
import { useTexts } from "../run/texts.ts";
import { useCause } from "./faults.tsx";
import { Logo } from "./logo.tsx";
import { PreferencesMenu } from "./preferencesmenu.tsx";

/** Asks for address and password. */
export function SignIn({ ended }: { readonly ended: boolean }) {
	const t = useTexts("shell");
	const cause = useCause();
	const title = useId();
	const attempt = useMutation({
		mutationFn: (form: FormData) => signIn(String(form.get("email")), String(form.get("password"))),
	});
	return (
		<main className="signin">
			<form
				aria-labelledby={title}
				onSubmit={(e) => {
					e.preventDefault();
					attempt.mutate(new FormData(e.currentTarget));
				}}
			>
				<Logo />
				<h1 id={title}>{t("signin.title")}</h1>
				{ended && attempt.isIdle && <p role="status">{t("signin.ended")}</p>}
				<TextInput
					name="email"
					type="email"
					label={t("signin.email")}
					autoComplete="username"
					required
					autoFocus
				/>
				<PasswordInput
					name="password"
					label={t("signin.password")}
					autoComplete="current-password"
					required
					visibilityToggleButtonProps={{ "aria-label": t("signin.show"), tabIndex: 0, "aria-hidden": false }}
				/>
				{attempt.isError && (
					<p role="alert" className="refusal">
						{cause(attempt.error)}
					</p>
				)}
				<Button type="submit" loading={attempt.isPending} fullWidth>
					{t("signin.submit")}
				</Button>
			</form>
			<footer>
				<PreferencesMenu />
			</footer>
		</main>
	);
}
