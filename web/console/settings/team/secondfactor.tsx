// The second factor of an agent who has lost it.
import { useState } from "react";
import { api } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { ConfirmButton } from "../view/confirm.tsx";
import { Section } from "../view/section.tsx";

/** Takes it away, after a question. */
export function SecondFactorReset({ id, name }: { readonly id: string; readonly name: string }) {
	const t = useTexts("settings");
	const [done, setDone] = useState(false);
	return (
		<Section title={t("factor.title")} lead={t("factor.lead")}>
			<div className="picture">
				<ConfirmButton
					text={t("factor.reset")}
					title={t("factor.ask", { name })}
					act={() => api.DELETE("/global/agents/{id}/secondFactor", { params: { path: { id } } })}
					done={() => setDone(true)}
				>
					<p>{t("factor.means")}</p>
				</ConfirmButton>
				<span role="status">{done && t("factor.done")}</span>
			</div>
		</Section>
	);
}
