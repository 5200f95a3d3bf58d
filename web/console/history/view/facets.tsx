// Counts beside a list. A click narrows the list by a value, and once more takes that back.
import { useState } from "react";
import { useTexts } from "../../run/texts.ts";
import type { Page } from "../model/export.ts";
import { type Counted, facetsOf, isChosen, toggled } from "../model/facets.ts";
import type { Query } from "../model/query.ts";
import type { FacetName } from "../model/vocabulary.ts";
import { type NameOf, useNamesOfOthers } from "../run/lookups.ts";
import { useSaid } from "../run/said.ts";
import type { Show } from "./show.ts";

interface FacetsProps {
	readonly query: Query;
	readonly show: Show;
	readonly facets: Page["facets"];
	readonly others: Page["facetOthers"];
	readonly names: NameOf;
}

/** All facets of a result. */
export function Facets({ query, show, facets = {}, others = {}, names }: FacetsProps) {
	const t = useTexts("history");
	return (
		<aside className="facets" aria-label={t("history.facets")}>
			{facetsOf(query).map((f) => (
				<Facet
					key={f}
					field={f}
					values={facets[f] ?? []}
					others={others[f] ?? 0}
					chosen={(v) => isChosen(query.where, f, v)}
					toggle={(v) => show(toggled(query, f, v))}
					names={names}
				/>
			))}
		</aside>
	);
}

interface FacetProps {
	readonly field: FacetName;
	readonly values: readonly { readonly value: Counted; readonly count: number }[];
	readonly others: number;
	readonly chosen: (v: Counted) => boolean;
	readonly toggle: (v: Counted) => void;
	readonly names: NameOf;
}

const few = 6;

function Facet({ field, values, others, chosen, toggle, names }: FacetProps) {
	const t = useTexts("history");
	const said = useSaid();
	const [all, setAll] = useState(false);
	const nameOf = useNamed(field, values, names);
	const shown = all ? values : values.filter((v, i) => i < few || chosen(v.value));
	if (values.length < 2 && !values.some((v) => chosen(v.value))) {
		return null;
	}
	return (
		<section>
			<h2>{said.field(field)}</h2>
			<ul>
				{shown.map(({ value, count }) => (
					<li key={String(value)}>
						<button type="button" aria-pressed={chosen(value)} onClick={() => toggle(value)}>
							<span className="facetname">{said.counted(field, value, nameOf)}</span>
							<span className="facetcount">{said.number(count)}</span>
						</button>
					</li>
				))}
			</ul>
			{(values.length > few || others > 0) && (
				<button type="button" className="plainlink" onClick={() => setAll(!all)}>
					{all ? t("history.fewer") : t("history.more", { count: values.length - shown.length })}
				</button>
			)}
			{all && others > 0 && <p>{t("history.others", { count: others })}</p>}
		</section>
	);
}

/** Names of counted values, also of those that no list knows any more. */
export function useNamed(
	field: FacetName,
	values: readonly { readonly value: Counted }[],
	names: NameOf,
): NameOf {
	const unknown = values
		.map((v) => String(v.value))
		.filter((id) => byId.has(field) && !id.startsWith("00000000-") && names(field, id) === undefined);
	const found = useNamesOfOthers(field, unknown.slice(0, 100));
	return (of, id) => names(of, id) ?? found.get(id);
}

const byId: ReadonlySet<FacetName> = new Set([
	"agent",
	"departmentId",
	"campaignId",
	"categoryOptionId",
	"segmentId",
]);
