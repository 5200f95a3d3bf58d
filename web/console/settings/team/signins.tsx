// Where an agent is signed in.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import type { components } from "../../../shared/api.d.ts";
import { noGuid } from "../../history/model/vocabulary.ts";
import { useTexts } from "../../run/texts.ts";
import { deviceOf } from "../model/device.ts";
import { useSaid } from "../run/said.ts";
import { Loaded } from "../view/loaded.tsx";
import { Refusal } from "../view/refusal.tsx";
import { Section } from "../view/section.tsx";

type SignIn = components["schemas"]["SignIn"];

/** How they are read and ended: those of an agent, or one's own. */
export interface SignInCalls {
	/** Names them among the answers that are kept. */
	readonly key: string;
	readonly list: () => Promise<readonly SignIn[]>;
	readonly end: (id: string) => Promise<unknown>;
	/** Ends all but the one that is used. */
	readonly endAll: () => Promise<unknown>;
}

/** Lists them, and ends one or all others. */
export function SignIns({ calls }: { readonly calls: SignInCalls }) {
	const t = useTexts("settings");
	const queryKey = ["signIns", calls.key];
	const queries = useQueryClient();
	const all = useQuery({ queryKey, queryFn: calls.list, staleTime: 0 });
	const frame = useRef<HTMLDivElement>(null);
	const ending = useMutation({
		mutationFn: (id: string | undefined) => (id === undefined ? calls.endAll() : calls.end(id)),
		onSettled: async () => {
			await queries.invalidateQueries({ queryKey });
			frame.current?.focus(); // which is lost with the row that had it
		},
	});
	return (
		<Section title={t("signins.title")}>
			<div ref={frame} tabIndex={-1} className="signins">
				<Loaded query={all}>
					{(list) =>
						list.length === 0 ? (
							<p className="quietline">{t("signins.none")}</p>
						) : (
							<Table list={list} end={ending.mutate} isEnding={ending.isPending} />
						)
					}
				</Loaded>
			</div>
			<Refusal error={ending.error} />
		</Section>
	);
}

/** How it came about, where that was not by a password. */
function Means({ signIn: s }: { readonly signIn: SignIn }) {
	const t = useTexts("settings");
	const means = [
		s.method === "openIdConnect" ? "OpenID Connect" : "",
		s.clientId === noGuid ? "" : t("signins.program"),
	];
	return means.filter((m) => m !== "").map((m) => ` · ${m}`);
}

interface TableProps {
	readonly list: readonly SignIn[];
	readonly end: (id: string | undefined) => void;
	readonly isEnding: boolean;
}

function Table({ list, end, isEnding }: TableProps) {
	const t = useTexts("settings");
	const said = useSaid();
	return (
		<>
			<div className="tableframe">
				<table className="listtable">
					<thead>
						<tr>
							<th scope="col">{t("signins.device")}</th>
							<th scope="col">{t("signins.lastUsed")}</th>
							<th scope="col">
								<span className="unseen">{t("signins.end")}</span>
							</th>
						</tr>
					</thead>
					<tbody>
						{list.map((s) => (
							<tr key={s.id}>
								<th scope="row">
									<bdi title={s.userAgent}>{deviceOf(s.userAgent)}</bdi>
									<small>
										<bdi>{s.address}</bdi> · {t("signins.since", { time: said.moment(s.created) })}
										<Means signIn={s} />
									</small>
								</th>
								<td>{s.isCurrent ? t("signins.current") : said.moment(s.lastUsed)}</td>
								<td className="rowtools">
									{!s.isCurrent && (
										<Button
											variant="subtle"
											size="compact-sm"
											disabled={isEnding}
											aria-label={`${t("signins.end")}: ${deviceOf(s.userAgent)}`}
											onClick={() => end(s.id)}
										>
											{t("signins.end")}
										</Button>
									)}
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			{list.some((s) => !s.isCurrent) && (
				<Button variant="default" className="addone" disabled={isEnding} onClick={() => end(undefined)}>
					{t(list.some((s) => s.isCurrent) ? "signins.endOthers" : "signins.endAll")}
				</Button>
			)}
		</>
	);
}
