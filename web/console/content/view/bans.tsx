// Bans: visitors, addresses and networks that cannot chat.
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { noGuid } from "../../history/model/vocabulary.ts";
import { useList } from "../../history/run/lookups.ts";
import { useFormat } from "../../run/format.ts";
import { useTexts } from "../../run/texts.ts";
import { errorOf, type Form, text } from "../../settings/run/form.ts";
import { useAll } from "../../settings/run/resource.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { forGood, fromInput, isForGood, spans, toInput, untilAfter } from "../model/until.ts";
import { type Ban, bans, useVisitorNames } from "../run/resources.ts";
import "./content.css";

/** The list, or one of them. */
export function Bans({ id }: PageProps) {
	const t = useTexts("content");
	const who = useWho();
	const until = useUntil();
	const agents = useList("agents");
	const by = (b: Ban) => agents.find((a) => a.id === b.agentId)?.name ?? "";
	return id === undefined ? (
		<ListPage
			page="bans"
			resource={bans}
			lead={t("ban.lead")}
			nameOf={who}
			columns={[
				{ text: t("ban.until"), show: until, words: until },
				{ text: t("ban.comment"), show: (b) => b.comment, words: (b) => b.comment },
				{ text: t("ban.by"), show: by, words: by },
			]}
		/>
	) : (
		<FormPage
			page="bans"
			id={id}
			resource={bans}
			blank={{ address: "", until: untilAfter(24, Date.now()), comment: "", agentId: noGuid, created: "" }}
			nameOf={who}
			goes={t("ban.goes")}
		>
			{(form, isNew) => (
				<>
					<Who form={form} isNew={isNew} />
					<Until form={form} isNew={isNew} />
					<Textarea
						label={t("ban.comment")}
						{...text(form, "comment")}
						maxLength={500}
						autosize
						minRows={2}
					/>
				</>
			)}
		</FormPage>
	);
}

/** Says whom a ban keeps out. */
function useWho(): (b: Ban) => string {
	const t = useTexts("content");
	const { data = [] } = useAll(bans);
	const names = useVisitorNames(data.flatMap((b) => b.visitorId ?? []));
	return (b) => {
		const visitor = b.visitorId ?? "";
		return b.address || names.get(visitor) || t("ban.visitor", { id: visitor.slice(0, 8) });
	};
}

/** Says until when. */
function useUntil(): (b: Ban) => string {
	const t = useTexts("content");
	const format = useFormat();
	return ({ until }) => {
		if (until === undefined || isForGood(until)) {
			return t("ban.0");
		}
		const at = Date.parse(until);
		return at <= Date.now() ? t("ban.over", { when: format.moment(at) }) : format.moment(at);
	};
}

interface FieldProps {
	readonly form: Form<Ban>;
	readonly isNew: boolean;
}

/** An address, or of one who was banned in a chat the way to those. */
function Who({ form, isNew }: FieldProps) {
	const t = useTexts("content");
	const { visitorId } = form.draft;
	return visitorId === undefined ? (
		<TextInput
			label={t("ban.address")}
			description={t("ban.addressLead")}
			placeholder="203.0.113.0/24"
			{...text(form, "address")}
			dir="ltr"
			required
			data-autofocus={isNew}
		/>
	) : (
		<Link to="/history" search={{ where: `visitorId:is(${visitorId})` }}>
			{t("ban.chats")}
		</Link>
	);
}

/** For how long from now, or until a time. */
function Until({ form, isNew }: FieldProps) {
	const t = useTexts("content");
	const { until } = form.draft;
	const [span, setSpan] = useState(isNew ? "24" : isForGood(until) ? "0" : "time");
	const choose = (chosen: string) => {
		setSpan(chosen);
		if (chosen !== "time") {
			form.set({ until: untilAfter(Number(chosen), Date.now()) });
		} else if (isForGood(until)) {
			form.set({ until: untilAfter(24, Date.now()) });
		}
	};
	return (
		<>
			<NativeSelect
				label={t("ban.howLong")}
				value={span}
				onChange={(e) => choose(e.currentTarget.value)}
				data={[
					...spans.map((h) => ({ value: String(h), label: t(`ban.${h}`) })),
					{ value: "time", label: t("ban.time") },
				]}
			/>
			{span === "time" && (
				<TextInput
					type="datetime-local"
					aria-label={t("ban.until")}
					value={until === undefined ? "" : toInput(until)}
					onChange={(e) => form.set({ until: fromInput(e.currentTarget.value) ?? forGood })}
					error={errorOf(form, "until")}
					required
				/>
			)}
		</>
	);
}
