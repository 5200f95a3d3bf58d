// One wrap-up category, with its options.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useId, useRef } from "react";
import { newID } from "../../../shared/net/ids.ts";
import { useTexts } from "../../run/texts.ts";
import { check, errorOf, type Form, text } from "../../settings/run/form.ts";
import { useAll } from "../../settings/run/resource.ts";
import { FormPage } from "../../settings/view/formpage.tsx";
import { Ordered } from "../../settings/view/ordered.tsx";
import { groupsOf, type Option, withChange, withOption } from "../model/options.ts";
import { type Category, categories } from "../run/resources.ts";

/** The form. */
export function CategoryForm({ id }: { readonly id: string }) {
	const t = useTexts("content");
	const kit = useTexts("settings");
	const { data = [] } = useAll(categories);
	const order = Math.max(0, ...data.map((c) => c.order)) + 1;
	return (
		<FormPage
			page="wrapup"
			id={id}
			resource={categories}
			blank={{ name: "", isRequired: false, order, options: [] }}
			nameOf={(c) => c.name}
			goes={t("wrapup.goes")}
		>
			{(form) => (
				<>
					<TextInput label={kit("field.name")} {...text(form, "name")} required data-autofocus />
					<Checkbox
						label={t("wrapup.isRequired")}
						description={t("wrapup.isRequiredLead")}
						{...check(form, "isRequired")}
					/>
					<Options form={form} />
				</>
			)}
		</FormPage>
	);
}

/** The options in their order. Enter in a name begins the next one. */
function Options({ form }: { readonly form: Form<Category> }) {
	const t = useTexts("content");
	const title = useId();
	const groups = useId();
	const added = useRef("");
	const { options } = form.draft;
	const change = (list: readonly Option[]) => form.set({ options: [...list] });
	const add = (after: number) => {
		added.current = newID();
		change(withOption(options, after, added.current));
	};
	const error = errorOf(form, "options");
	return (
		<section aria-labelledby={title} className="options">
			<h2 id={title}>{t("option.title")}</h2>
			<Ordered
				label={t("option.title")}
				list={options}
				keyOf={(o) => o.id}
				nameOf={(o) => o.name}
				change={change}
				canRemove
			>
				{(o, at) => (
					<OptionFields
						option={o}
						at={at}
						groups={groups}
						focused={o.id === added.current}
						set={(some) => change(withChange(options, at, some))}
						next={() => add(at)}
					/>
				)}
			</Ordered>
			<datalist id={groups}>
				{groupsOf(options).map((g) => (
					<option key={g} value={g} />
				))}
			</datalist>
			{error !== undefined && <p className="refusal">{error}</p>}
			<Button
				className="addone"
				variant="default"
				size="xs"
				leftSection={<IconPlus size={16} aria-hidden />}
				onClick={() => add(options.length - 1)}
			>
				{t("option.add")}
			</Button>
		</section>
	);
}

interface OptionProps {
	readonly option: Option;
	readonly at: number;
	/** The list of groups that are offered. */
	readonly groups: string;
	readonly focused: boolean;
	readonly set: (some: Partial<Pick<Option, "name" | "groupName">>) => void;
	readonly next: () => void;
}

function OptionFields({ option: o, at, groups, focused, set, next }: OptionProps) {
	const t = useTexts("content");
	return (
		<div className="optionfields">
			<TextInput
				aria-label={t("option.name", { number: at + 1 })}
				placeholder={t("option.one")}
				value={o.name}
				dir="auto"
				onChange={(e) => set({ name: e.currentTarget.value })}
				onKeyDown={(e) => {
					if (e.key === "Enter" && !e.nativeEvent.isComposing) {
						e.preventDefault();
						next();
					}
				}}
				autoFocus={focused}
				required
			/>
			<TextInput
				aria-label={t("option.groupOf", { number: at + 1 })}
				placeholder={t("option.group")}
				value={o.groupName}
				dir="auto"
				list={groups}
				onChange={(e) => set({ groupName: e.currentTarget.value })}
			/>
		</div>
	);
}
