// What the visitor can do with a message that the server refused.
import { faultKey } from "../model/faults.ts";
import type { Bubble } from "../model/lines.ts";
import type { Shown } from "./context.ts";

/** Why a message was refused, with another try or its end. */
export function Refused({ bubble, ...shown }: Shown & { bubble: Bubble }) {
	if (bubble.upload !== undefined) {
		return null; // the file itself says so
	}
	return (
		<div class="refusal">
			<span>{shown.read(faultKey(bubble.code))}</span>
			<button type="button" class="plain" onClick={() => shown.do({ type: "retry", id: bubble.key })}>
				{shown.read("mark.retry")}
			</button>
			<button type="button" class="plain" onClick={() => shown.do({ type: "remove", id: bubble.key })}>
				{shown.read("mark.remove")}
			</button>
		</div>
	);
}
