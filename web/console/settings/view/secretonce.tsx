// A secret that the server tells once.
import { Button } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { Copied } from "../../view/copied.tsx";

/** A secret, and what it is. */
export interface Secret {
	readonly label: string;
	readonly text: string;
}

/** Shows it with a button that copies it. */
export function SecretOnce({ secret, done }: { readonly secret: Secret; readonly done: () => void }) {
	const t = useTexts("settings");
	return (
		<section className="secretonce" role="alert">
			<h2>{t("secret.title")}</h2>
			<p>{t("secret.once")}</p>
			<Copied label={secret.label} text={secret.text}>
				<code dir="ltr">{secret.text}</code>
			</Copied>
			<Button variant="default" size="compact-md" onClick={done}>
				{t("act.done")}
			</Button>
		</section>
	);
}
