// One entry of the audit log.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { noGuid } from "../../history/model/vocabulary.ts";
import { useAgentName } from "../../history/run/lookups.ts";
import { useFormat } from "../../run/format.ts";
import { useTexts } from "../../run/texts.ts";
import { splatOf } from "../../settings/model/place.ts";
import { useSaid } from "../../settings/run/said.ts";
import { pageOf, readValue, wordOf } from "../model/deeds.ts";
import type { Deed, Wanted } from "../run/log.ts";

interface Props {
	readonly deed: Deed;
	/** Shows all that was done to one thing. */
	readonly only: (target: Wanted["target"]) => void;
}

/** When, who, what, and what it was before. */
export function DeedLine({ deed: d, only }: Props) {
	const t = useTexts("audit");
	const { time } = useFormat();
	return (
		<li className="deed">
			<time dateTime={d.time}>{time(Date.parse(d.time))}</time>
			<div className="deedbody">
				<p>
					<strong>
						<bdi>{useDoer(d)}</bdi>
					</strong>{" "}
					<span className="deedwhat">{t(`deed.${wordOf(d.action)}` as "deed.signInEnded")}</span>{" "}
					<Target deed={d} />
				</p>
				<Changes deed={d} />
				<Means deed={d} />
			</div>
			{d.targetId !== noGuid && (
				<Button
					variant="subtle"
					color="gray"
					size="compact-sm"
					className="deedonly"
					aria-label={`${t("audit.onlyThis")}: ${d.name || d.targetId}`}
					onClick={() => only({ id: d.targetId, name: d.name || d.targetId })}
				>
					{t("audit.onlyThis")}
				</Button>
			)}
		</li>
	);
}

/** Who did it; of who was refused nobody knows. */
function useDoer(d: Deed): string {
	const t = useTexts("audit");
	if (d.agentId !== noGuid) {
		return d.agentName || t("audit.gone");
	}
	return t(d.action.endsWith(".refused") ? "audit.somebody" : "audit.server");
}

/** What it was done to, with a link where there is a page of it. */
function Target({ deed: d }: { readonly deed: Deed }) {
	const settings = useTexts("settings");
	const isNameless = d.collection === "agents" && d.name === "" && d.targetId !== d.agentId;
	const agent = useAgentName(isNameless ? d.targetId : "");
	const page = pageOf[d.collection];
	const kind = page === undefined ? "" : settings(`page.${page}` as "page.skills");
	// One's own sign-in is no more than oneself.
	if (d.targetId === noGuid || d.targetId === d.agentId) {
		return <bdi>{d.name}</bdi>;
	}
	const name = d.name || agent || d.targetId.slice(0, 8);
	return (
		<>
			{kind !== "" && `${kind}: `}
			{page === undefined || d.action === "resource.deleted" ? (
				<bdi>{name}</bdi>
			) : (
				<Link to="/settings/$" params={{ _splat: splatOf(page, d.targetId) }}>
					<bdi>{name}</bdi>
				</Link>
			)}
		</>
	);
}

/** The members that are not what they were, by their names in the API. */
function Changes({ deed: d }: { readonly deed: Deed }) {
	const t = useTexts("audit");
	if (d.changes.length === 0) {
		return null;
	}
	return (
		<dl className="changes">
			{d.changes.map((c) => (
				<div key={c.member}>
					<dt>
						<code dir="ltr">{c.member}</code>
					</dt>
					<dd>
						<Shown json={c.before} of="del" />
						<Shown json={c.after} of="ins" />
						{c.before === "" && c.after === "" && <span className="quiettext">{t("audit.hidden")}</span>}
					</dd>
				</div>
			))}
		</dl>
	);
}

function Shown({ json, of: As }: { readonly json: string; readonly of: "del" | "ins" }) {
	const { yesNo } = useSaid();
	const value = readValue(json);
	return value !== undefined && <As dir="auto">{typeof value === "boolean" ? yesNo(value) : value}</As>;
}

/** How often or to which numbers, from where and by what. */
function Means({ deed: d }: { readonly deed: Deed }) {
	const t = useTexts("audit");
	const many =
		d.ids.length > 0 ? t("audit.ids", { ids: d.ids.join(", ") }) : t("audit.count", { count: d.count });
	const means = [
		(d.ids.length > 0 || d.count > 1) && many,
		d.address,
		d.apiKeyId !== noGuid && t("audit.byKey"),
		d.clientId !== noGuid && t("audit.byProgram"),
	].filter((m) => typeof m === "string" && m !== "");
	return (
		means.length > 0 && (
			<ul className="deedmeans">
				{means.map((m) => (
					<li key={String(m)} dir={m === d.address ? "ltr" : "auto"}>
						{m}
					</li>
				))}
			</ul>
		)
	);
}
