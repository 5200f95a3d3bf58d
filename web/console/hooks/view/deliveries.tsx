// What a webhook was told, and what it has answered.
import { ActionIcon, Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { useSaid } from "../../settings/run/said.ts";
import { Loaded } from "../../settings/view/loaded.tsx";
import { Refusal } from "../../settings/view/refusal.tsx";
import { Section } from "../../settings/view/section.tsx";
import { type Delivery, deliveriesOf, redeliver, sendTest } from "../run/webhooks.ts";
import { Tries } from "./tries.tsx";

const some = 20; // at first, and how many more are shown at a time
const most = 500; // of a page of the API
const soon = 2_000; // ms until an outcome is looked for

/** The deliveries of a webhook, read again while one is under way. */
export function Deliveries({ webhook }: { readonly webhook: string }) {
	const t = useTexts("hooks");
	const queries = useQueryClient();
	const [shown, setShown] = useState(some);
	const all = useQuery({
		queryKey: ["deliveries", webhook, shown],
		queryFn: () => deliveriesOf(webhook, shown),
		staleTime: 0,
		placeholderData: (before) => before,
		refetchInterval: ({ state }) => (state.data?.some((d) => d.status === "waiting") === true ? soon : false),
	});
	const send = useMutation({
		mutationFn: (delivery: string | undefined) =>
			delivery === undefined ? sendTest(webhook) : redeliver(webhook, delivery),
		onSettled: () => queries.invalidateQueries({ queryKey: ["deliveries", webhook] }),
	});
	return (
		<Section title={t("deliveries.title")} lead={t("deliveries.lead")}>
			<div>
				<Button variant="default" loading={send.isPending} onClick={() => send.mutate(undefined)}>
					{t("deliveries.test")}
				</Button>
			</div>
			<Refusal error={send.error} />
			<Loaded query={all}>
				{(list) =>
					list.length === 0 ? (
						<p className="quietline">{t("deliveries.none")}</p>
					) : (
						<>
							<Table list={list} again={send.mutate} isSending={send.isPending} />
							{list.length >= shown && shown < most && (
								<Button variant="subtle" onClick={() => setShown(Math.min(shown + some, most))}>
									{t("deliveries.more")}
								</Button>
							)}
						</>
					)
				}
			</Loaded>
		</Section>
	);
}

interface TableProps {
	readonly list: readonly Delivery[];
	readonly again: (delivery: string) => void;
	readonly isSending: boolean;
}

function Table({ list, again, isSending }: TableProps) {
	const t = useTexts("hooks");
	return (
		<div className="tableframe">
			<table className="listtable">
				<thead>
					<tr>
						<th scope="col">{t("deliveries.when")}</th>
						<th scope="col">{t("hooks.state")}</th>
						<th scope="col">{t("deliveries.answer")}</th>
						<th scope="col">
							<span className="unseen">{t("deliveries.again")}</span>
						</th>
					</tr>
				</thead>
				<tbody>
					{list.map((d) => (
						<Row key={d.id} delivery={d} again={() => again(d.id)} isSending={isSending} />
					))}
				</tbody>
			</table>
		</div>
	);
}

interface RowProps {
	readonly delivery: Delivery;
	readonly again: () => void;
	readonly isSending: boolean;
}

function Row({ delivery: d, again, isSending }: RowProps) {
	const t = useTexts("hooks");
	const said = useSaid();
	const when = said.moment(d.createdTime);
	return (
		<tr>
			<th scope="row">
				{when}
				{d.isTest && <small>{t("deliveries.isTest")}</small>}
			</th>
			<td>
				<span className="hookstate" data-state={d.status}>
					{t(`status.${d.status}` as "status.failed")}
				</span>
				<Tries delivery={d} />
			</td>
			<td>
				<Answer delivery={d} />
			</td>
			<td className="rowtools">
				{d.status !== "waiting" && !d.isTest && (
					<ActionIcon
						variant="subtle"
						disabled={isSending}
						title={t("deliveries.again")}
						aria-label={`${t("deliveries.again")}: ${when}`}
						onClick={again}
					>
						<IconRefresh size={18} aria-hidden />
					</ActionIcon>
				)}
			</td>
		</tr>
	);
}

/** The status of the answer, and behind it the beginning of its text. */
function Answer({ delivery: d }: { readonly delivery: Delivery }) {
	if (d.tries === 0) {
		return null;
	}
	const summary = d.failure === "" ? String(d.answerCode) : d.failure;
	return d.answer === "" ? (
		<bdi>{summary}</bdi>
	) : (
		<details className="hookanswer">
			<summary>
				<bdi>{summary}</bdi>
			</summary>
			<pre dir="auto">{d.answer}</pre>
		</details>
	);
}
