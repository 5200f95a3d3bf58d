// The page on which agents sign in.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useId } from "react";
import { signIn, useAccount } from "../run/account.ts";
import { ApiError } from "../run/api.ts";
import { usePreferences } from "../run/preferences.ts";
import { readerOf, spoken, useLanguage, useTexts } from "../run/texts.ts";
import { useCause } from "./faults.tsx";
import { Logo } from "./logo.tsx";
import { PreferencesMenu } from "./preferencesmenu.tsx";

const loadSecond = () => import("./secondfactor.tsx");
const SecondFactor = lazy(async () => ({ default: (await loadSecond()).SecondFactor }));

// Where they cannot be loaded, a password is asked for all the same.
const WaysToSignIn = lazy(() =>
	Promise.all([
		import("./waystosignin.tsx"),
		readerOf("openid", spoken(usePreferences.getState().language)),
	]).then(
		([m]) => ({ default: m.WaysToSignIn }),
		() => ({ default: () => null }),
	),
);

/** Asks for address and password, and then for a second factor where one is demanded. */
export function SignIn({ ended }: { readonly ended: boolean }) {
	const step = useAccount((a) => (a.phase === "second" ? a.step : undefined));
	return (
		<main className="signin">
			{step === undefined ? <FirstFactor ended={ended} /> : <SecondFactor step={step} />}
			{step === undefined && (
				<Suspense fallback={null}>
					<WaysToSignIn />
				</Suspense>
			)}
			<footer>
				<PreferencesMenu />
			</footer>
		</main>
	);
}

function FirstFactor({ ended }: { readonly ended: boolean }) {
	const t = useTexts("shell");
	const cause = useCause();
	const language = useLanguage();
	const title = useId();
	const attempt = useMutation({
		mutationFn: (form: FormData) =>
			signIn(String(form.get("email")), String(form.get("password"))).catch((e: unknown) =>
				askSecond(e, language),
			),
	});
	return (
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
	);
}

/** Goes on with the second step if it is that what is missing. All of its page is loaded before it is shown. */
async function askSecond(e: unknown, language: string): Promise<void> {
	if (!(e instanceof ApiError) || e.firstStep === "") {
		throw e;
	}
	const loading = Promise.all([loadSecond(), readerOf("secondfactor", language)]);
	const [{ begin }] = await loading.catch(() => {
		throw new ApiError(0, "network", "");
	});
	await begin(e);
}
