// What stands where a call was refused.
import { useTexts } from "../../run/texts.ts";
import { useCause } from "../../view/faults.tsx";

/** Why a call was refused, in the server's words. */
export function Refusal({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
	const t = useTexts("history");
	const cause = useCause();
	return (
		<div role="alert" className="refusal">
			{cause(error)}{" "}
			{again !== undefined && (
				<button type="button" className="plainlink" onClick={again}>
					{t("history.again")}
				</button>
			)}
		</div>
	);
}
