// What is shown while no chat is chosen.
import { Button } from "@mantine/core";
import { IconCoffee, IconMessages } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../../run/texts.ts";
import { useGuided } from "../../start/run/site.ts";
import { setStatus, useLists, useWork } from "../run/store.ts";

/** Says what there is to do; nothing, in the best case. */
export function Empty() {
	const t = useTexts("work");
	const { status, max } = useWork();
	const { offers, mine } = useLists();
	if (status !== "Online" && status !== "") {
		return (
			<section className="empty">
				<IconCoffee size={40} stroke={1.3} aria-hidden />
				<p>{t("empty.away")}</p>
				<Button variant="light" onClick={() => setStatus("Online", max)}>
					{t("empty.goOnline")}
				</Button>
				<Begin />
			</section>
		);
	}
	return (
		<section className="empty">
			<IconMessages size={40} stroke={1.3} aria-hidden />
			<p>{t(offers.length > 0 ? "empty.offers" : mine.length > 0 ? "empty.choose" : "empty.quiet")}</p>
			<Begin />
		</section>
	);
}

/** Leads administrators who have not begun yet to where they do. */
function Begin() {
	const t = useTexts("work");
	return (
		useGuided() && (
			<Link to="/settings/$" params={{ _splat: "start" }}>
				{t("empty.begin")}
			</Link>
		)
	);
}
