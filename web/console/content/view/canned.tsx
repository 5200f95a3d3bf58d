// Canned messages: an agent's own, and what a department or everybody shares.
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useId } from "react";
import { noGuid } from "../../history/model/vocabulary.ts";
import { useList } from "../../history/run/lookups.ts";
import { useAccount } from "../../run/account.ts";
import { useTexts } from "../../run/texts.ts";
import { errorOf, type Form, text } from "../../settings/run/form.ts";
import { useAll } from "../../settings/run/resource.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { ListPage } from "../../settings/view/listpage.tsx";
import type { PageProps } from "../../settings/view/pages.ts";
import { type Canned, canned } from "../run/resources.ts";
import "./content.css";

const longest = 8_000; // characters
const sharings = ["nobody", "department", "everybody"] as const;

/** Whether what is shared may be changed. */
function useManages(): boolean {
	return useAccount((a) => a.phase === "in" && a.scopes.includes("settings"));
}

/** The list, or one of them. What is shared is kept by who has the permission settings. */
export function CannedMessages({ id }: PageProps) {
	const t = useTexts("content");
	const manages = useManages();
	const shared = useShared();
	return id === undefined ? (
		<ListPage
			page="canned"
			resource={canned}
			lead={t(manages ? "canned.lead" : "canned.ownLead")}
			nameOf={(m) => `/${m.shortcut}`}
			columns={[
				{
					text: t("canned.text"),
					show: (m) => <span className="clipped">{m.text}</span>,
					words: (m) => m.text,
				},
				{ text: t("canned.category"), show: (m) => m.category, words: (m) => m.category },
				{ text: t("canned.sharedWith"), show: shared, words: shared },
			]}
		/>
	) : (
		<FormPage
			page="canned"
			id={id}
			resource={canned}
			blank={{
				shortcut: "",
				text: "",
				category: "",
				sharedWith: manages ? "everybody" : "nobody",
				departmentId: noGuid,
				agentId: noGuid,
				created: "",
			}}
			nameOf={(m) => `/${m.shortcut}`}
			readOnly={(m) => !manages && m.sharedWith !== "nobody"}
		>
			{(form) => <Fields form={form} manages={manages} />}
		</FormPage>
	);
}

/** Says with whom one is shared. */
function useShared(): (m: Canned) => string {
	const t = useTexts("content");
	const departments = useList("departments");
	return (m) =>
		m.sharedWith === "department"
			? (departments.find((d) => d.id === m.departmentId)?.name ?? t("shared.department"))
			: t(`shared.${m.sharedWith}`);
}

interface FieldsProps {
	readonly form: Form<Canned>;
	readonly manages: boolean;
}

function Fields({ form, manages }: FieldsProps) {
	const t = useTexts("content");
	const known = useId();
	const { data = [] } = useAll(canned);
	const categories = [...new Set(data.map((m) => m.category).filter((c) => c !== ""))];
	const { length } = [...form.draft.text]; // characters, as the server counts them
	return (
		<>
			<TextInput
				label={t("canned.shortcut")}
				description={t("canned.shortcutLead")}
				leftSection="/"
				{...text(form, "shortcut")}
				pattern="\S{1,50}"
				required
				data-autofocus
			/>
			<Textarea
				label={t("canned.text")}
				description={t("canned.count", { count: length, most: longest })}
				{...text(form, "text")}
				error={errorOf(form, "text") ?? (length > longest ? t("canned.long") : undefined)}
				autosize
				minRows={4}
				maxRows={16}
				dir="auto"
				required
			/>
			<TextInput label={t("canned.category")} {...text(form, "category")} list={known} maxLength={100} />
			<datalist id={known}>
				{categories.map((c) => (
					<option key={c} value={c} />
				))}
			</datalist>
			{(manages || form.draft.sharedWith !== "nobody") && <Sharing form={form} />}
		</>
	);
}

function Sharing({ form }: { readonly form: Form<Canned> }) {
	const t = useTexts("content");
	const departments = useList("departments");
	const { sharedWith, departmentId } = form.draft;
	const share = (word: (typeof sharings)[number]) =>
		form.set({
			sharedWith: word,
			departmentId: word === "department" ? (departments[0]?.id ?? noGuid) : noGuid,
		});
	return (
		<>
			<NativeSelect
				label={t("canned.sharedWith")}
				value={sharedWith}
				onChange={(e) => share(e.currentTarget.value as (typeof sharings)[number])}
				data={sharings.map((value) => ({ value, label: t(`shared.${value}`) }))}
			/>
			{sharedWith === "department" && (
				<NativeSelect
					label={t("shared.department")}
					value={departmentId}
					onChange={(e) => form.set({ departmentId: e.currentTarget.value })}
					data={departments.map((d) => ({ value: d.id, label: d.name }))}
					error={errorOf(form, "departmentId")}
				/>
			)}
		</>
	);
}
