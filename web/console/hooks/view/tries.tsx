// How often a webhook was told something, and what came of it each time.
import { useFormat } from "../../run/format.ts";
import { useTexts } from "../../run/texts.ts";
import { useSaid } from "../../settings/run/said.ts";
import type { Delivery } from "../run/webhooks.ts";

/** The number of tries, when the next one is, and behind them those that are over. */
export function Tries({ delivery: d }: { readonly delivery: Delivery }) {
	const t = useTexts("hooks");
	const said = useSaid();
	const summary = (
		<>
			{t("deliveries.tries", { count: d.tries })}
			{d.nextTryTime !== undefined && d.tries > 0 && (
				<> · {t("deliveries.next", { time: said.moment(d.nextTryTime) })}</>
			)}
		</>
	);
	return d.log.length === 0 ? (
		<small>{summary}</small>
	) : (
		<details className="hooktries">
			<summary>{summary}</summary>
			<ol>
				{d.log.map((one) => (
					<Try key={one.time} one={one} />
				))}
			</ol>
		</details>
	);
}

function Try({ one }: { readonly one: Delivery["log"][number] }) {
	const said = useSaid();
	const { took } = useFormat();
	return (
		<li>
			<time dateTime={one.time}>{said.moment(one.time)}</time>
			{" · "}
			<bdi>{one.failure === "" ? one.answerCode : one.failure}</bdi>
			{one.milliseconds > 0 && <> · {took(one.milliseconds)}</>}
		</li>
	);
}
