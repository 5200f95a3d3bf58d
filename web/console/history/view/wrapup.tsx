// How a chat was wrapped up, which can be changed later.
import { Button, MultiSelect, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { components } from "../../../shared/api.js";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { storeWrapup, useChange, type Whole, type WrapupEntry } from "../run/record.ts";
import { Refusal } from "./refusal.tsx";

type Category = components["schemas"]["WrapupCategory"];
type Field = components["schemas"]["Field"];

/** Shows the wrap-up and changes it. */
export function WrapupForm({ chat }: { readonly chat: Whole }) {
	const t = useTexts("history");
	const categories = useCategories();
	const fields = useWrapupFields(chat.campaignId);
	const before = (chat.chatWrapupCategories ?? []).map((c) => c.categoryOptionId);
	const [comment, setComment] = useState(chat.chatWrapup?.comment ?? "");
	const [options, setOptions] = useState<readonly string[]>(before);
	const [values, setValues] = useState<Readonly<Record<string, string>>>({});
	const store = useChange(String(chat.id), (entry: WrapupEntry) => storeWrapup(chat, entry));
	const entryOf = (f: Field) => values[f.id] ?? storedValue(chat, f.id);
	const changed = fields.filter((f) => entryOf(f) !== storedValue(chat, f.id));
	const same =
		comment === (chat.chatWrapup?.comment ?? "") &&
		options.toSorted().join() === before.toSorted().join() &&
		changed.length === 0;
	return (
		<section className="recordwrapup">
			<h2>{t("facts.wrapup")}</h2>
			<form
				onSubmit={(e) => {
					e.preventDefault();
					store.mutate({
						comment,
						options,
						fields: changed.map((f) => ({ fieldId: f.id, value: entryOf(f) })),
					});
				}}
			>
				<Options chat={chat} categories={categories} value={options} change={setOptions} />
				<Textarea
					label={t("wrapup.comment")}
					autosize={false}
					rows={3}
					value={comment}
					onChange={(e) => setComment(e.currentTarget.value)}
				/>
				{fields.map((f) => (
					<FieldInput
						key={f.id}
						field={f}
						value={entryOf(f)}
						change={(value) => setValues({ ...values, [f.id]: value })}
					/>
				))}
				{store.error !== null && <Refusal error={store.error} />}
				<div className="actions">
					{store.isSuccess && same && (
						<span role="status" className="quiet">
							{t("wrapup.saved")}
						</span>
					)}
					<Button type="submit" size="compact-md" loading={store.isPending} disabled={same}>
						{t("wrapup.save")}
					</Button>
				</div>
			</form>
		</section>
	);
}

function useCategories(): readonly Category[] {
	const { data } = useQuery({
		queryKey: ["wrap-up categories"],
		queryFn: async () => held(await api.GET("/livechat/wrapupCategories")),
		staleTime: 300_000,
	});
	return data ?? [];
}

/** The fields of the campaign's wrap-up form, in their order. */
function useWrapupFields(campaignId: string): readonly Field[] {
	const { data } = useQuery({
		queryKey: ["wrap-up fields", campaignId],
		queryFn: async () => {
			const [campaigns, fields] = await Promise.all([
				api.GET("/livechat/campaigns"),
				api.GET("/livechat/fields"),
			]);
			const form = held(campaigns).find((c) => c.id === campaignId)?.wrapupFields ?? [];
			return form
				.filter((f) => f.isVisible)
				.toSorted((a, b) => a.order - b.order)
				.flatMap((f) => held(fields).find((field) => field.id === f.fieldId) ?? []);
		},
		staleTime: 300_000,
	});
	return data ?? [];
}

function storedValue(chat: Whole, fieldId: string): string {
	return (
		(chat.chatFieldResults ?? []).find((r) => r.formType === "wrapUp" && r.fieldId === fieldId)?.value ?? ""
	);
}

interface OptionsProps {
	readonly chat: Whole;
	readonly categories: readonly Category[];
	readonly value: readonly string[];
	readonly change: (ids: readonly string[]) => void;
}

/** The options of all categories, by group; chosen ones that no category has any more stay. */
function Options({ chat, categories, value, change }: OptionsProps) {
	const t = useTexts("history");
	const groups = categories.map((c) => ({
		group: c.name,
		items: c.options.map((o) => ({
			value: o.id,
			label: o.groupName ? `${o.groupName} › ${o.name}` : o.name,
		})),
	}));
	const known = new Set(groups.flatMap((g) => g.items.map((i) => i.value)));
	const gone = (chat.chatWrapupCategories ?? [])
		.filter((c) => !known.has(c.categoryOptionId))
		.map(({ categoryOptionId, categoryOption: o }) => ({
			value: categoryOptionId,
			label: o.groupName ? `${o.groupName} › ${o.name}` : o.name,
		}));
	const rest = gone.length === 0 ? [] : [{ group: t("wrapup.former"), items: gone }];
	if (groups.length + rest.length === 0) {
		return null;
	}
	return (
		<MultiSelect
			label={t("wrapup.categories")}
			searchable
			data={[...groups, ...rest]}
			value={[...value]}
			onChange={change}
			nothingFoundMessage={t("builder.nothing")}
			comboboxProps={{ withinPortal: false }}
		/>
	);
}

function FieldInput({
	field,
	value,
	change,
}: {
	readonly field: Field;
	readonly value: string;
	readonly change: (value: string) => void;
}) {
	const options = field.options.toSorted((a, b) => a.order - b.order);
	const choice = field.type === "radioBox" || field.type === "dropdownList";
	if (choice && options.length > 0) {
		return (
			<NativeSelect label={field.name} value={value} onChange={(e) => change(e.currentTarget.value)}>
				<option value="">…</option>
				{options.map((o) => (
					<option key={o.name} value={o.name}>
						{o.name}
					</option>
				))}
			</NativeSelect>
		);
	}
	return <TextInput label={field.name} value={value} onChange={(e) => change(e.currentTarget.value)} />;
}
