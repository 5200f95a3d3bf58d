// The frame of the settings: the pages at the side, and the one that is shown.
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { Suspense } from "react";
import { useAccount } from "../../run/account.ts";
import { useTexts } from "../../run/texts.ts";
import { useGuided } from "../../start/run/site.ts";
import { NotFound } from "../../view/faults.tsx";
import { placeOf, splatOf } from "../model/place.ts";
import { groups, type Page, pages } from "./pages.ts";

/** The pages that whoever is signed in may see. */
function useOwnPages(): readonly Page[] {
	const scopes = useAccount((a) => (a.phase === "in" ? a.scopes : none));
	return pages.filter((p) => p.scope === "" || scopes.includes(p.scope));
}

const none: readonly string[] = [];

/** The whole area. */
export function Settings() {
	const { _splat: splat = "" } = useParams({ strict: false });
	const own = useOwnPages();
	const place = placeOf(splat);
	const guided = useGuided();
	const inSight = own.filter((p) => p.name !== "start" || guided);
	const first = (guided ? own.find((p) => p.name === "start") : undefined) ?? own[0];
	if (place?.page === "" && first !== undefined) {
		return <Navigate to="/settings/$" params={{ _splat: first.name }} replace />;
	}
	const page = own.find((p) => p.name === place?.page);
	return (
		<div className="settings">
			<Sides own={inSight} />
			<div className="settingspage">
				{page === undefined ? (
					<NotFound />
				) : (
					<Suspense fallback={<div className="waiting" />} key={page.name}>
						<page.view id={place?.id} />
					</Suspense>
				)}
			</div>
		</div>
	);
}

function Sides({ own }: { readonly own: readonly Page[] }) {
	const t = useTexts("settings");
	return (
		<nav className="settingsnav" aria-label={t("settings.title")}>
			{groups.map((group) => {
				const inside = own.filter((p) => p.group === group);
				return (
					inside.length > 0 && (
						<section key={group} aria-labelledby={`group-${group}`}>
							<h2 id={`group-${group}`}>{t(`group.${group}`)}</h2>
							<ul>
								{inside.map((p) => (
									<li key={p.name}>
										<Link
											to="/settings/$"
											params={{ _splat: splatOf(p.name) }}
											activeProps={{ "aria-current": "page" }}
										>
											{t(`page.${p.name}` as "page.skills")}
										</Link>
									</li>
								))}
							</ul>
						</section>
					)
				);
			})}
		</nav>
	);
}
