// The second step of a sign-in: a code, before it the set-up where there is none yet, and after
// that the recovery codes.
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import type { SecondStep } from "../model/secondfactor.ts";
import { back, kept, show } from "../run/secondfactor.ts";
import { useTexts } from "../run/texts.ts";
import { CodeField, FactorSecret, RecoveryCodes } from "./factorparts.tsx";
import { useCause } from "./faults.tsx";
import { Logo } from "./logo.tsx";

export { begin } from "../run/secondfactor.ts";

/** Asks for the second factor. */
export function SecondFactor({ step }: { readonly step: SecondStep }) {
	switch (step.kind) {
		case "code":
			return <Code token={step.token} />;
		case "setUp":
			return <SetUp step={step} />;
		case "recovery":
			return <Recovery codes={step.codes} />;
	}
}

function Code({ token }: { readonly token: string }) {
	const t = useTexts("secondfactor");
	const [recovery, setRecovery] = useState(false);
	return (
		<Step
			title={t("second.title")}
			submit={t("second.submit")}
			send={(typed) => show(token, typed)}
			rest={
				<Button variant="subtle" onClick={() => setRecovery(!recovery)} fullWidth>
					{t(recovery ? "second.useApp" : "second.useRecovery")}
				</Button>
			}
			leave
		>
			<p>{t(recovery ? "second.recoveryHint" : "second.hint")}</p>
			{recovery ? <RecoveryField /> : <CodeField />}
		</Step>
	);
}

function SetUp({ step }: { readonly step: Extract<SecondStep, { kind: "setUp" }> }) {
	const t = useTexts("secondfactor");
	return (
		<Step
			title={t("second.setUp")}
			submit={t("second.confirm")}
			send={(typed) => show(step.token, typed)}
			leave
		>
			<p>{t("second.setUpHint")}</p>
			<FactorSecret secret={step.secret} uri={step.uri} />
			<CodeField />
		</Step>
	);
}

function Recovery({ codes }: { readonly codes: readonly string[] }) {
	const t = useTexts("secondfactor");
	return (
		<Step title={t("second.recovery")} submit={t("second.kept")} send={kept} focused>
			<RecoveryCodes codes={codes} />
		</Step>
	);
}

function RecoveryField() {
	const t = useTexts("secondfactor");
	return (
		<TextInput
			key="recovery"
			name="code"
			label={t("second.recoveryCode")}
			autoComplete="off"
			autoCapitalize="none"
			spellCheck={false}
			dir="ltr"
			required
			autoFocus
		/>
	);
}

interface StepProps {
	readonly title: string;
	readonly submit: string;
	readonly send: (typed: string) => Promise<void>;
	/** There is a way back to the password. */
	readonly leave?: boolean;
	/** The heading takes the focus, since nothing is to be typed. */
	readonly focused?: boolean;
	readonly rest?: ReactNode;
	readonly children: ReactNode;
}

/** A form with what the server said against it. */
function Step({ title, submit, send, leave = false, focused = false, rest, children }: StepProps) {
	const t = useTexts("secondfactor");
	const cause = useCause();
	const heading = useId();
	const attempt = useMutation({
		mutationFn: (form: FormData) => send(String(form.get("code") ?? "")),
	});
	return (
		<form
			className="second"
			aria-labelledby={heading}
			onSubmit={(e) => {
				e.preventDefault();
				attempt.mutate(new FormData(e.currentTarget));
			}}
		>
			<Logo />
			<h1 id={heading} tabIndex={-1} ref={focused ? takeFocus : undefined}>
				{title}
			</h1>
			{children}
			{attempt.isError && (
				<p role="alert" className="refusal">
					{cause(attempt.error)}
				</p>
			)}
			<Button type="submit" loading={attempt.isPending} fullWidth>
				{submit}
			</Button>
			{rest}
			{leave && (
				<Button variant="subtle" onClick={back} disabled={attempt.isPending} fullWidth>
					{t("second.back")}
				</Button>
			)}
		</form>
	);
}

function takeFocus(element: HTMLElement | null): void {
	element?.focus();
}
