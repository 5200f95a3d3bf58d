// Everything that is known of a chat beside its transcript.
import { useTicked } from "../../run/checkboxes.ts";
import { useTexts } from "../../run/texts.ts";
import { type Column, columns } from "../model/columns.ts";
import { noGuid } from "../model/vocabulary.ts";
import { useNames } from "../run/lookups.ts";
import type { Whole } from "../run/record.ts";
import { type Said, useSaid } from "../run/said.ts";
import { Attachment } from "./transcript.tsx";
import { WrapupForm } from "./wrapup.tsx";

/** A name and its value. */
export interface Fact {
	readonly name: string;
	readonly value: string;
	/** An address to look at, which is shown as text and not followed. */
	readonly address?: boolean;
}

/** Facts that belong together. */
export interface Section {
	readonly title: string;
	readonly facts: readonly Fact[];
}

const byName: ReadonlyMap<string, Column> = new Map(columns.map((c) => [c.name, c]));

function factsOf(said: Said, chat: Whole, ...names: readonly string[]): Fact[] {
	return names.flatMap((name) => {
		const column = byName.get(name);
		const value = column === undefined ? "" : said.cell(column, chat);
		return column === undefined || value === "" ? [] : [{ name: said.column(column), value }];
	});
}

const entered = ["preChat", "postChat", "wrapUp", "customVariable", "offlineMessage"] as const;

/** The facts of a chat, those that are known. */
export function useFacts(chat: Whole): readonly Section[] {
	const t = useTexts("history");
	const said = useSaid();
	const names = useNames();
	const s = chat.session;
	const results = chat.chatFieldResults ?? [];
	const ticked = useTicked(results);
	const saidOf = (r: (typeof results)[number]) => {
		const tick = ticked(r);
		return tick === undefined ? r.value : said.word(tick);
	};
	const list = (title: string, ...facts: (Fact | readonly Fact[])[]): Section => ({
		title,
		facts: facts.flat().filter((f) => f.value !== "" && f.value !== noGuid),
	});
	const department = (id: string) => (id === noGuid ? "–" : (names("departmentId", id) ?? id.slice(0, 8)));
	const agent = (id: string) => (id === noGuid ? "–" : (names("agent", id) ?? id.slice(0, 8)));
	return [
		list(
			t("facts.visitor"),
			factsOf(said, chat, "preChatName", "preChatEmail", "preChatPhone", "preChatCompany"),
			{ name: said.field("preChatProductService"), value: chat.preChatProductService },
			{ name: said.field("ssoUserId"), value: chat.visitor?.ssoUserId ?? "" },
			factsOf(said, chat, "segments"),
		),
		list(
			t("facts.chat"),
			factsOf(said, chat, "requestedTime", "startTime", "endTime", "status", "source", "chatType"),
			factsOf(
				said,
				chat,
				"waitingTime",
				"duration",
				"avgResponseTime",
				"visitorMessagesCount",
				"agentMessagesCount",
			),
			factsOf(said, chat, "campaign", "department", "skill", "ticket"),
			{ name: t("facts.invitation"), value: chat.autoInvitation?.name ?? "" },
		),
		list(
			t("facts.agents"),
			(chat.chatAgents ?? []).map((a) => ({
				name: a.agent.displayName || a.agent.email || said.word("chatBot"),
				value: said.span(a.startTime, a.endTime),
			})),
			(chat.transferLogs ?? []).map((l) => ({
				name: said.time(l.time),
				value: t("facts.transfer", {
					from: `${agent(l.fromAgentId)} (${department(l.fromDepartmentId)})`,
					to: `${agent(l.toAgentId)} (${department(l.toDepartmentId)})`,
				}),
			})),
		),
		list(t("facts.survey"), factsOf(said, chat, "rating", "ratingComment")),
		...entered.map((form) =>
			list(
				t(`facts.${form}`),
				results.filter((r) => r.formType === form).map((r) => ({ name: r.fieldName, value: saidOf(r) })),
			),
		),
		list(
			t("facts.visit"),
			{ name: said.field("requestingPageTitle"), value: chat.requestingPageTitle },
			{ name: said.field("requestingPageURL"), value: chat.requestingPageURL, address: true },
			{ name: t("facts.landing"), value: s?.landingPageURL ?? "", address: true },
			{ name: t("facts.referrer"), value: s?.referrerURL ?? "", address: true },
			{ name: t("facts.ip"), value: s?.ip ?? "" },
			{ name: t("facts.browser"), value: s?.browser ?? "" },
			{ name: t("facts.system"), value: s?.operatorSystem ?? "" },
			{ name: t("facts.screen"), value: s?.screenResolution ?? "" },
			{ name: t("facts.language"), value: s?.language ?? "" },
		),
	].filter((section) => section.facts.length > 0);
}

/** The facts, the files and the wrap-up. */
export function Facts({ chat }: { readonly chat: Whole }) {
	const t = useTexts("history");
	const sections = useFacts(chat);
	const files = chat.chatAttachments ?? [];
	return (
		<aside className="facts" aria-label={t("facts.title")}>
			<WrapupForm chat={chat} />
			{sections.map((s) => (
				<section key={s.title}>
					<h2>{s.title}</h2>
					<dl>
						{s.facts.map((f, i) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: facts of one name may stand twice
							<div key={i}>
								<dt>
									<bdi>{f.name}</bdi>
								</dt>
								<dd>
									<bdi dir={f.address === true ? "ltr" : "auto"}>{f.value}</bdi>
								</dd>
							</div>
						))}
					</dl>
				</section>
			))}
			{files.length > 0 && (
				<section>
					<h2>{t("facts.files")}</h2>
					{files.map((f) => (
						<Attachment key={f.id} file={f} />
					))}
				</section>
			)}
		</aside>
	);
}
