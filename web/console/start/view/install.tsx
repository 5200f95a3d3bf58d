// The code for the web site, and whether a visitor has come by it.
import { IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { campaigns } from "../../campaigns/run/resources.ts";
import { InstallationCode } from "../../campaigns/view/installation.tsx";
import { useTexts } from "../../run/texts.ts";
import { useAll } from "../../settings/run/resource.ts";
import { useWork } from "../../work/run/store.ts";
import { firstSeen } from "../model/steps.ts";
import { Next } from "./next.tsx";

/** Shows the code, and waits for the first visit. */
export function Install({ next }: { readonly next: () => void }) {
	const first = useAll(campaigns).data?.[0];
	const seen = useSeen();
	return (
		<>
			<InstallationCode {...(first === undefined ? {} : { campaign: first.id })} />
			<Visit url={seen} />
			<div className="stepbuttons">
				<Next next={next} main={seen !== ""} />
			</div>
		</>
	);
}

/** A page that somebody has been seen on since this is shown; empty before. */
function useSeen(): string {
	const [seen, setSeen] = useState("");
	const now = useWork((w) => firstSeen(w.visitors.values())?.url ?? "");
	useEffect(() => {
		if (now !== "") {
			setSeen(now); // it stays, also when the visitor has gone
		}
	}, [now]);
	return seen === "" ? now : seen;
}

function Visit({ url }: { readonly url: string }) {
	const t = useTexts("start");
	return (
		<p className="firstvisit" role="status" data-seen={url !== ""}>
			{url === "" ? (
				<>
					<span className="pulse" aria-hidden />
					{t("install.waiting")}
				</>
			) : (
				<>
					<IconCircleCheck size={20} aria-hidden />
					<bdi>{t("install.seen", { url })}</bdi>
				</>
			)}
		</p>
	);
}
