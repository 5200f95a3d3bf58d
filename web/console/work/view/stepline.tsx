// A step of a chat, such as that somebody has come.
import type { Entry } from "../../../shared/model/frames.ts";
import { useFormat } from "../../run/format.ts";
import { useSession } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";

const known = [
	"accepted",
	"refused",
	"passed",
	"transferred",
	"handedOver",
	"joined",
	"left",
	"prompted",
	"switched",
	"visitorLeft",
	"ended",
	"ticketMissed",
] as const;

// What an agent does is told of this one in other words than of others.
const own = ["accepted", "refused", "joined", "left"] as const;

/** Tells it in a line. */
export function StepLine({ entry }: { readonly entry: Entry }) {
	const t = useTexts("work");
	const format = useFormat();
	const me = useSession((s) => s.you);
	const name = entry.senderName === "" ? t("chat.somebody") : entry.senderName;
	const mine = entry.by === me ? own.find((k) => k === entry.kind) : undefined;
	const kind = known.find((k) => k === entry.kind);
	let text = entry.text;
	if (mine !== undefined) {
		text = t(`own.${mine}`);
	} else if (kind !== undefined) {
		text = t(`step.${kind}`, { name });
	}
	return (
		<p className="step">
			<bdi>{text}</bdi> <span>{format.time(Date.parse(entry.time))}</span>
		</p>
	);
}
