// How a webhook does.
import { useTexts } from "../../run/texts.ts";
import { useSaid } from "../../settings/run/said.ts";
import type { Webhook } from "../run/webhooks.ts";

/** Says it, and since when it fails. */
export function StateOf({ webhook }: { readonly webhook: Webhook }) {
	const t = useTexts("hooks");
	const said = useSaid();
	const { state, failingSince } = webhook;
	return (
		<span className="hookstate" data-state={state}>
			{state === "failing"
				? t("state.failing", { time: said.moment(failingSince) })
				: t(`state.${state}` as "state.working")}
		</span>
	);
}
