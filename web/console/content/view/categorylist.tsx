// The wrap-up categories in the order in which agents are asked; it is changed here.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTexts } from "../../run/texts.ts";
import { newId, splatOf } from "../../settings/model/place.ts";
import { useAll } from "../../settings/run/resource.ts";
import { Head } from "../../settings/view/head.tsx";
import { Loaded } from "../../settings/view/loaded.tsx";
import { Ordered } from "../../settings/view/ordered.tsx";
import { Refusal } from "../../settings/view/refusal.tsx";
import { placed } from "../model/options.ts";
import { type Category, categories, place } from "../run/resources.ts";

/** The list. */
export function CategoryList() {
	const t = useTexts("content");
	const kit = useTexts("settings");
	const all = useAll(categories);
	const go = useNavigate();
	const { order, error } = useOrder();
	return (
		<>
			<Head title={kit("page.wrapup")} lead={t("wrapup.lead")}>
				<Button
					leftSection={<IconPlus size={16} aria-hidden />}
					onClick={() => void go({ to: "/settings/$", params: { _splat: splatOf("wrapup", newId) } })}
				>
					{kit("act.new")}
				</Button>
			</Head>
			<Refusal error={error} />
			<Loaded query={all}>
				{(list) =>
					list.length > 0 && (
						<Ordered
							label={kit("page.wrapup")}
							list={list}
							keyOf={(c) => c.id}
							nameOf={(c) => c.name}
							change={order}
						>
							{(c) => <Entry category={c} />}
						</Ordered>
					)
				}
			</Loaded>
		</>
	);
}

function Entry({ category: c }: { readonly category: Category }) {
	const t = useTexts("content");
	return (
		<div className="categoryline">
			<Link to="/settings/$" params={{ _splat: splatOf("wrapup", c.id) }}>
				<bdi>{c.name}</bdi>
			</Link>
			{c.isRequired && <span className="tag">{t("wrapup.required")}</span>}
			<span className="quiet">{t("wrapup.count", { count: c.options.length })}</span>
		</div>
	);
}

/** Shows another order at once, and has the server keep it. */
function useOrder() {
	const queries = useQueryClient();
	const key = ["settings", categories.key];
	const { mutate, error } = useMutation({
		scope: { id: "categories" }, // one after the other, so that the last one stays
		mutationFn: async (moved: readonly Category[]) => {
			for (const c of moved) {
				await place(c);
			}
		},
		onError: () => queries.invalidateQueries({ queryKey: key }),
	});
	const order = (list: readonly Category[]) => {
		const now = placed(list);
		const moved = now.filter((c, i) => c.order !== list[i]?.order);
		queries.setQueryData(key, now);
		mutate(moved);
	};
	return { order, error };
}
