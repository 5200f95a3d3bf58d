// The audit log: who did what, by day.
import { Button } from "@mantine/core";
import { Suspense, useState } from "react";
import type { components } from "../../../shared/api.d.ts";
import { useFormat } from "../../run/format.ts";
import { useTexts } from "../../run/texts.ts";
import { useMe } from "../../settings/run/me.ts";
import { Head } from "../../settings/view/head.tsx";
import { Refusal } from "../../settings/view/refusal.tsx";
import { Copied } from "../../view/copied.tsx";
import { byDay } from "../model/deeds.ts";
import { type Deed, everything, useLog, type Wanted } from "../run/log.ts";
import { DeedLine } from "./deed.tsx";
import { Filters } from "./filters.tsx";
import "./audit.css";

/** The page. */
export function Audit() {
	const t = useTexts("audit");
	const settings = useTexts("settings");
	const [wanted, setWanted] = useState(everything);
	const log = useLog(wanted);
	const pages = log.data?.pages ?? [];
	const deeds = pages.flatMap((p) => p.entries);
	return (
		<>
			<Head title={settings("page.audit")} lead={t("audit.lead")} />
			<Filters wanted={wanted} change={setWanted} />
			{log.isPending && <div className="waiting" aria-busy />}
			<Refusal error={log.error} again={() => void log.refetch()} />
			{log.isSuccess && deeds.length === 0 && <p className="quietline">{t("audit.nothing")}</p>}
			<Days deeds={deeds} only={(target) => setWanted({ ...everything, target })} />
			{log.hasNextPage && (
				<Button
					variant="default"
					className="moredeeds"
					loading={log.isFetchingNextPage}
					onClick={() => void log.fetchNextPage()}
				>
					{t("audit.more")}
				</Button>
			)}
			<Suspense>{pages[0] !== undefined && <Anchor log={pages[0]} />}</Suspense>
		</>
	);
}

interface DaysProps {
	readonly deeds: readonly Deed[];
	readonly only: (target: Wanted["target"]) => void;
}

function Days({ deeds, only }: DaysProps) {
	const { day } = useFormat();
	return byDay(deeds, (d) => day(Date.parse(d.time))).map(([name, some]) => (
		<section key={some[0]?.n} className="deedday">
			<h2>{name}</h2>
			<ol>
				{some.map((d) => (
					<DeedLine key={d.n} deed={d} only={only} />
				))}
			</ol>
		</section>
	));
}

/** What is to be kept elsewhere, in the form that parley audit verify takes. */
function Anchor({ log }: { readonly log: components["schemas"]["AuditLog"] }) {
	const t = useTexts("audit");
	const me = useMe();
	if (me === undefined || log.last === 0) {
		return null;
	}
	const anchor = `${me.siteId}:${log.last}:${log.hash}`;
	return (
		<section className="section anchor">
			<h2>{t("audit.anchor")}</h2>
			<p className="lead">{t("audit.anchorLead")}</p>
			<Copied label={t("audit.anchor")} text={anchor}>
				<code dir="ltr">{anchor}</code>
			</Copied>
		</section>
	);
}
