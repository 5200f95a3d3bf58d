// What is shown for an address that was changed or cut: nothing else in its place.
import { useTexts } from "../../run/texts.ts";

/** Says so, and offers to start anew. */
export function NotUnderstood({
	part,
	startAnew,
}: {
	readonly part: string;
	readonly startAnew: () => void;
}) {
	const t = useTexts("history");
	return (
		<section className="fault" role="alert">
			<h1>{t("history.notUnderstood")}</h1>
			<p>{t("history.notUnderstood.part", { part: part.slice(0, 120) })}</p>
			<button type="button" className="plainlink" onClick={startAnew}>
				{t("history.startAnew")}
			</button>
		</section>
	);
}
