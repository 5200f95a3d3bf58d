// Who a visitor is, where it is and comes from, what it has entered, and its earlier chats.
import { Link } from "@tanstack/react-router";
import { useTicked } from "../../run/checkboxes.ts";
import { useFormat } from "../../run/format.ts";
import { useTexts } from "../../run/texts.ts";
import { partOf } from "../model/part.ts";
import { useTimeline, useWork } from "../run/store.ts";
import { useDepartments, useEarlier, useSegments } from "../run/team.ts";
import { Mark, Name } from "./person.tsx";

/** All of it. */
export function VisitorDetails({ chat }: { readonly chat: string }) {
	const t = useTexts("work");
	const format = useFormat();
	const timeline = useTimeline(chat);
	const part = partOf(timeline?.state);
	const { visitor } = part;
	const seen = useWork((w) => w.visitors.get(visitor.id));
	const department = useDepartments().data?.find((d) => d.id === part.department)?.name ?? "";
	const segments = useSegments(part.segments.length > 0).data ?? [];
	const inside = segments.filter((s) => part.segments.includes(s.id)).map((s) => s.name);
	const page = seen?.page.url ? seen.page : part.page;
	return (
		<>
			<div className="whois">
				<Mark id={visitor.id} name={visitor.name} />
				<h3>
					<Name name={visitor.name} />
				</h3>
				{visitor.ssoUserId !== "" && <small>{t("visitor.vouched", { id: visitor.ssoUserId })}</small>}
			</div>
			<dl>
				<Fact name={t("visitor.email")} value={visitor.email} href={mail(visitor.email)} />
				<Fact name={t("visitor.phone")} value={visitor.phone} />
				<Fact name={t("visitor.company")} value={visitor.company} />
				<Fact name={t("visitor.product")} value={visitor.product} />
				<Fact name={t("visitor.department")} value={department} />
				<Fact name={t("visitor.segments")} value={inside.join(", ")} />
				<Entered fields={part.fields} />
			</dl>
			<h4>{t("visitor.visit")}</h4>
			<dl>
				<Fact name={t("visitor.page")} value={page.title || page.url} href={web(page.url)} />
				<Fact name={t("visitor.referrer")} value={seen?.referrer ?? ""} href={web(seen?.referrer ?? "")} />
				<Fact name={t("visitor.country")} value={seen?.country ?? ""} />
				<Fact name={t("visitor.address")} value={seen?.ip ?? ""} />
				<Fact name={t("visitor.browser")} value={[seen?.browser, seen?.system].filter(Boolean).join(", ")} />
				<Fact
					name={t("visitor.visits")}
					value={seen === undefined || seen.visits === 0 ? "" : String(seen.visits)}
				/>
				<Fact
					name={t("visitor.pages")}
					value={seen === undefined || seen.pages === 0 ? "" : String(seen.pages)}
				/>
				{part.requested > 0 && <Fact name={t("visitor.requested")} value={format.moment(part.requested)} />}
				{seen?.variables.map((v) => (
					<Fact key={v.fieldId} name={v.name} value={v.value} />
				))}
			</dl>
			<Earlier visitor={visitor.id} />
		</>
	);
}

/** What was entered in the form before the chat. */
function Entered({ fields }: { readonly fields: ReturnType<typeof partOf>["fields"] }) {
	const t = useTexts("work");
	const ticked = useTicked(fields);
	return fields.map((f) => {
		const tick = ticked(f);
		return <Fact key={f.fieldId} name={f.name} value={tick === undefined ? f.value : t(`value.${tick}`)} />;
	});
}

interface FactProps {
	readonly name: string;
	readonly value: string;
	/** Where it leads; undefined for nowhere. */
	readonly href?: string | undefined;
}

function Fact({ name, value, href }: FactProps) {
	if (value === "") {
		return null;
	}
	return (
		<div>
			<dt>
				<bdi>{name}</bdi>
			</dt>
			<dd>
				{href === undefined ? (
					<bdi>{value}</bdi>
				) : (
					<a href={href} target="_blank" rel="noopener noreferrer">
						<bdi>{value}</bdi>
					</a>
				)}
			</dd>
		</div>
	);
}

// What a visitor tells leads to web pages only, never to a script.
function web(url: string): string | undefined {
	return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
}

function mail(address: string): string | undefined {
	return /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(address) ? `mailto:${address}` : undefined;
}

/** The chats that the visitor has had before. */
function Earlier({ visitor }: { readonly visitor: string }) {
	const t = useTexts("work");
	const format = useFormat();
	const { data } = useEarlier(visitor);
	const chats = data?.list ?? [];
	if (chats.length === 0) {
		return null;
	}
	return (
		<>
			<h4>{t("visitor.earlier", { count: data?.total ?? 0 })}</h4>
			<ol className="earlier">
				{chats.map((c) => (
					<li key={c.id}>
						<Link to="/history" search={{ chat: c.id }}>
							{format.moment(Date.parse(c.requestedTime ?? ""))}
						</Link>
						<small>{earlierStatus(c.status, t)}</small>
					</li>
				))}
			</ol>
		</>
	);
}

function earlierStatus(status: string | undefined, t: ReturnType<typeof useTexts<"work">>): string {
	return status === "missed" || status === "refused" ? t(`earlier.${status}`) : "";
}
