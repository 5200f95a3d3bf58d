// What is shown of a second factor wherever one is set up: its secret, a field for a code, and
// the recovery codes.
import { TextInput } from "@mantine/core";
import { generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";
import { useMemo } from "react";
import { grouped, listed, type Secret } from "../model/secondfactor.ts";
import { useTexts } from "../run/texts.ts";
import { Copied } from "./copied.tsx";
import "./secondfactor.css";

/** The secret as apps take it: to be scanned, opened, copied or typed. */
export function FactorSecret({ secret, uri }: Secret) {
	const t = useTexts("secondfactor");
	return (
		<>
			<Scanned text={uri} />
			<a href={uri}>{t("second.open")}</a>
			<Copied label={t("second.secret")} text={secret}>
				<code dir="ltr">{grouped(secret)}</code>
			</Copied>
			<Copied label={t("second.address")} text={uri}>
				<code dir="ltr">{uri}</code>
			</Copied>
		</>
	);
}

const margin = 4; // modules, as the standard demands

/** A text as a QR code. */
function Scanned({ text }: { readonly text: string }) {
	const t = useTexts("secondfactor");
	const code = useMemo(() => generate(text), [text]);
	const size = code.size + 2 * margin;
	return (
		<svg
			className="scanned"
			viewBox={`${-margin} ${-margin} ${size} ${size}`}
			role="img"
			aria-label={t("second.scan")}
		>
			<path d={toSvgPath(code)} />
		</svg>
	);
}

/** Asks for a code of the app. */
export function CodeField() {
	const t = useTexts("secondfactor");
	return (
		<TextInput
			name="code"
			label={t("second.code")}
			autoComplete="one-time-code"
			inputMode="numeric"
			dir="ltr"
			required
			autoFocus
		/>
	);
}

/** The recovery codes, which are told this once. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
	const t = useTexts("secondfactor");
	return (
		<>
			<p>{t("second.recoveryOnce")}</p>
			<Copied label={t("second.recovery")} text={listed(codes)}>
				<ul dir="ltr" className="codes">
					{codes.map((code) => (
						<li key={code}>
							<code>{code}</code>
						</li>
					))}
				</ul>
			</Copied>
		</>
	);
}
