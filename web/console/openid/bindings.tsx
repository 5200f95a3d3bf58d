// Whom identity providers know an agent as, and how that is forgotten.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { components } from "../../shared/api.d.ts";
import { api, held } from "../run/api.ts";
import type { Provider } from "../run/openid.ts";
import { useTexts } from "../run/texts.ts";
import { useAll } from "../settings/run/resource.ts";
import { useSaid } from "../settings/run/said.ts";
import { ConfirmButton } from "../settings/view/confirm.tsx";
import { Loaded } from "../settings/view/loaded.tsx";
import { Section } from "../settings/view/section.tsx";
import { providers } from "./resource.ts";
import "./openid.css";

type Binding = components["schemas"]["OpenIDBinding"];

const at = (id: string) => ({ params: { path: { id } } });

interface Props {
	readonly id: string;
	readonly name: string;
}

/** Lists them, and has all of them forgotten; not there where nobody signs in so. */
export function Bindings({ id, name }: Props) {
	const t = useTexts("openid");
	const queries = useQueryClient();
	const queryKey = ["openIds", id];
	const known = useAll(providers);
	const bound = useQuery({
		queryKey,
		queryFn: async () => held(await api.GET("/global/agents/{id}/openIds", at(id))),
		staleTime: 0,
	});
	const frame = useRef<HTMLDivElement>(null);
	const [isDone, setDone] = useState(false);
	if (!isDone && bound.data?.length === 0 && (known.data ?? []).length === 0) {
		return null;
	}
	const done = async () => {
		setDone(true);
		await Promise.all(
			[queryKey, ["signIns", id]].map((stale) => queries.invalidateQueries({ queryKey: stale })),
		);
		frame.current?.focus(); // which is lost with the button
	};
	return (
		<Section title={t("bound.title")} lead={t("bound.lead")}>
			<div ref={frame} tabIndex={-1} className="bound">
				<Loaded query={bound}>
					{(list) =>
						list.length === 0 ? (
							!isDone && <p className="quietline">{t("bound.none")}</p>
						) : (
							<>
								<Table list={list} providers={known.data ?? []} />
								<ConfirmButton
									text={t("bound.drop")}
									title={t("bound.ask", { name })}
									act={() => api.DELETE("/global/agents/{id}/openIds", at(id))}
									done={() => void done()}
								>
									<p>{t("bound.means")}</p>
								</ConfirmButton>
							</>
						)
					}
				</Loaded>
				<span role="status">{isDone && bound.data?.length === 0 && t("bound.done")}</span>
			</div>
		</Section>
	);
}

interface TableProps {
	readonly list: readonly Binding[];
	readonly providers: readonly Provider[];
}

function Table({ list, providers: of }: TableProps) {
	const t = useTexts("openid");
	const said = useSaid();
	const nameOf = (issuer: string) =>
		of
			.filter((p) => p.issuer === issuer)
			.map((p) => p.name)
			.join(", ");
	return (
		<div className="tableframe">
			<table className="listtable">
				<thead>
					<tr>
						<th scope="col">{t("bound.provider")}</th>
						<th scope="col">{t("bound.subject")}</th>
						<th scope="col">{t("bound.since")}</th>
					</tr>
				</thead>
				<tbody>
					{list.map((b) => (
						<tr key={b.issuer}>
							<th scope="row">
								<bdi>{nameOf(b.issuer)}</bdi>
								<small dir="ltr">{b.issuer}</small>
							</th>
							<td>
								<code dir="ltr">{b.subject}</code>
							</td>
							<td>{said.moment(b.created)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
