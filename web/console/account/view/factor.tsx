// One's second factor: set up, its recovery codes made anew, and switched off.
import { Button, PasswordInput } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import type { Secret } from "../../model/secondfactor.ts";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "../../settings/view/refusal.tsx";
import { CodeField, FactorSecret, RecoveryCodes } from "../../view/factorparts.tsx";
import { confirm, remove, renew, setUp, useDeed, useDemanded } from "../run/me.ts";
import { Section } from "./section.tsx";

/** What can be done when the password is given. */
type Deed = "setUp" | "renew" | "remove";

/** How far one has come. */
type Step =
	| { readonly at: "rest" }
	| { readonly at: "password"; readonly deed: Deed }
	| ({ readonly at: "code" } & Secret)
	| { readonly at: "codes"; readonly codes: readonly string[] };

interface Props {
	readonly has: boolean;
	/** Recovery codes. */
	readonly left: number;
}

/** How it stands, and one step after the other of changing that. */
export function Factor({ has, left }: Props) {
	const t = useTexts("account");
	const [step, setStep] = useState<Step>({ at: "rest" });
	const heading = useRef<HTMLHeadingElement>(null);
	const rest = () => {
		setStep({ at: "rest" });
		heading.current?.focus();
	};
	const showCodes = (codes: readonly string[]) => {
		setStep({ at: "codes", codes });
		heading.current?.focus();
	};
	return (
		<Section title={t("factor.title")} heading={heading}>
			{step.at === "rest" && (
				<Rest has={has} left={left} begin={(deed) => setStep({ at: "password", deed })} />
			)}
			{step.at === "password" && (
				<PasswordStep
					deed={step.deed}
					secret={(secret) => setStep({ at: "code", ...secret })}
					codes={showCodes}
					rest={rest}
				/>
			)}
			{step.at === "code" && <CodeStep secret={step.secret} uri={step.uri} codes={showCodes} rest={rest} />}
			{step.at === "codes" && <CodesStep codes={step.codes} rest={rest} />}
		</Section>
	);
}

function Rest({ has, left, begin }: Props & { readonly begin: (deed: Deed) => void }) {
	const t = useTexts("account");
	const second = useTexts("secondfactor");
	const demanded = useDemanded();
	if (!has) {
		return (
			<>
				<p>{t("factor.off")}</p>
				<div className="buttons">
					<Button variant="default" onClick={() => begin("setUp")}>
						{second("second.setUp")}
					</Button>
				</div>
			</>
		);
	}
	return (
		<>
			<p>{t("factor.on", { count: left })}</p>
			<div className="buttons">
				<Button variant="default" onClick={() => begin("renew")}>
					{t("factor.renew")}
				</Button>
				{!demanded && (
					<Button variant="default" onClick={() => begin("remove")}>
						{t("factor.remove")}
					</Button>
				)}
			</div>
			{demanded && <p className="quiet">{t("factor.demanded")}</p>}
		</>
	);
}

interface PasswordStepProps {
	readonly deed: Deed;
	readonly secret: (secret: Secret) => void;
	readonly codes: (codes: readonly string[]) => void;
	readonly rest: () => void;
}

function PasswordStep({ deed, secret, codes, rest }: PasswordStepProps) {
	const t = useTexts("account");
	const shell = useTexts("shell");
	return (
		<StepForm
			lead={t(`factor.${deed}Lead`)}
			rest={rest}
			send={async (form) => {
				const password = String(form.get("password"));
				switch (deed) {
					case "setUp": {
						const made = await setUp(password);
						return () => secret(made);
					}
					case "renew": {
						const made = await renew(password);
						return () => codes(made);
					}
					case "remove":
						await remove(password);
						return rest;
				}
			}}
		>
			<PasswordInput
				name="password"
				label={shell("signin.password")}
				autoComplete="current-password"
				visibilityToggleButtonProps={{
					"aria-label": shell("signin.show"),
					tabIndex: 0,
					"aria-hidden": false,
				}}
				required
				autoFocus
			/>
		</StepForm>
	);
}

interface CodeStepProps extends Secret {
	readonly codes: (codes: readonly string[]) => void;
	readonly rest: () => void;
}

function CodeStep({ secret, uri, codes, rest }: CodeStepProps) {
	const t = useTexts("account");
	return (
		<StepForm
			lead={t("factor.scan")}
			rest={rest}
			send={async (form) => {
				const made = await confirm(String(form.get("code")));
				return () => codes(made);
			}}
		>
			<FactorSecret secret={secret} uri={uri} />
			<CodeField />
		</StepForm>
	);
}

function CodesStep({ codes, rest }: { readonly codes: readonly string[]; readonly rest: () => void }) {
	const second = useTexts("secondfactor");
	return (
		<div className="second">
			<RecoveryCodes codes={codes} />
			<div className="buttons">
				<Button onClick={rest}>{second("second.kept")}</Button>
			</div>
		</div>
	);
}

interface StepFormProps {
	readonly lead: string;
	/** Gives what follows when the account has been read anew. */
	readonly send: (form: FormData) => Promise<() => void>;
	readonly rest: () => void;
	readonly children: ReactNode;
}

/** A step that is sent, or left. */
function StepForm({ lead, send, rest, children }: StepFormProps) {
	const kit = useTexts("settings");
	const second = useTexts("secondfactor");
	const deed = useDeed(send);
	return (
		<form
			className="second"
			onSubmit={(e) => {
				e.preventDefault();
				deed.mutate(new FormData(e.currentTarget), { onSuccess: (next) => next() });
			}}
		>
			<p>{lead}</p>
			{children}
			<Refusal error={deed.error} />
			<div className="buttons">
				<Button type="submit" loading={deed.isPending}>
					{second("second.confirm")}
				</Button>
				<Button variant="default" onClick={rest} disabled={deed.isPending}>
					{kit("act.cancel")}
				</Button>
			</div>
		</form>
	);
}
