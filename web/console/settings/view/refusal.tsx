// What stands where a call was refused.
import { Button } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { useCause } from "../../view/faults.tsx";

/** Why a call was refused, in the server's words; nothing where there is no error. */
export function Refusal({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
	const t = useTexts("settings");
	const cause = useCause();
	if (error === null || error === undefined) {
		return null;
	}
	return (
		<div role="alert" className="refusal">
			{cause(error)}
			{again !== undefined && (
				<Button variant="subtle" color="red" size="compact-sm" onClick={again}>
					{t("act.again")}
				</Button>
			)}
		</div>
	);
}
