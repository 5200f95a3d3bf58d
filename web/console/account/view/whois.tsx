// Who one is: to visitors, and to the team.
import { Link } from "@tanstack/react-router";
import type { components } from "../../../shared/api.d.ts";
import { useTexts } from "../../run/texts.ts";
import { splatOf } from "../../settings/model/place.ts";
import { Mark } from "../../work/view/person.tsx";

/** Name and picture. Who manages agents changes them where those are kept. */
export function WhoIs({ me }: { readonly me: components["schemas"]["Me"] }) {
	const t = useTexts("account");
	const { agent } = me;
	if (agent === null) {
		return null;
	}
	const name = agent.displayName || agent.email;
	return (
		<section aria-label={name} className="whoami">
			{agent.avatar === "" ? (
				<Mark id={agent.id} name={name} />
			) : (
				<img
					src={`/live/avatars/${encodeURIComponent(agent.avatar)}?site=${me.siteId}`}
					alt={t("you.picture")}
				/>
			)}
			<div>
				<strong>
					<bdi>{name}</bdi>
				</strong>
				<span className="quiet">
					<bdi>{agent.email}</bdi>
				</span>
				<p className="quiet">
					{me.scopes.includes("settings") ? (
						<Link to="/settings/$" params={{ _splat: splatOf("agents", agent.id) }}>
							{t("you.change")}
						</Link>
					) : (
						t("you.kept")
					)}
				</p>
			</div>
		</section>
	);
}
