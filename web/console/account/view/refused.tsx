// What the server says against something that was asked of it.
import { useCause } from "../../view/faults.tsx";

interface Deed {
	readonly isError: boolean;
	readonly error: unknown;
}

/** Its words, if there are any. */
export function Refused({ deed }: { readonly deed: Deed }) {
	const cause = useCause();
	return deed.isError ? (
		<p role="alert" className="refusal">
			{cause(deed.error)}
		</p>
	) : null;
}
