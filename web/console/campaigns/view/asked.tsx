// The fields that one form of a campaign asks.
import { Checkbox, NativeSelect } from "@mantine/core";
import { useRef } from "react";
import { useTexts } from "../../run/texts.ts";
import { errorOf, type Form } from "../../settings/run/form.ts";
import { FieldProblem } from "../../settings/view/fieldproblem.tsx";
import { Ordered } from "../../settings/view/ordered.tsx";
import {
	type Asked,
	askable,
	type Campaign,
	type Field,
	type FormName,
	numbered,
	withAsked,
	withField,
} from "../model/campaign.ts";
import { useFocusInList } from "./focus.ts";

interface Props {
	readonly name: FormName;
	readonly form: Form<Campaign>;
	readonly fields: readonly Field[];
	/** Somebody is at work here. */
	readonly looked: () => void;
}

/** One form, with its fields in their order. */
export function AskedFields({ name, form, fields, looked }: Props) {
	const t = useTexts("campaigns");
	const settings = useTexts("settings");
	const asked = form.draft[name];
	const set = (next: Asked[]) => form.set({ [name]: next });
	const error = errorOf(form, name);
	const place = useRef<HTMLFieldSetElement>(null);
	useFocusInList(place, asked.length);
	const nameOf = (a: Asked) => fields.find((f) => f.id === a.fieldId)?.name ?? a.fieldId.slice(0, 8);
	return (
		<fieldset ref={place} className="askedform" onFocus={looked}>
			<legend>{t(`form.${name}`)}</legend>
			{asked.length === 0 ? (
				<p className="quietline">{t(`empty.${name}`)}</p>
			) : (
				<Ordered
					label={t(`form.${name}`)}
					list={asked}
					keyOf={(a) => a.fieldId}
					nameOf={nameOf}
					change={(next) => set(numbered(next))}
					canRemove
				>
					{(a, at) => (
						<div className="askedfield">
							<bdi>{nameOf(a)}</bdi>
							<Flags
								asked={a}
								always={fields.find((f) => f.id === a.fieldId)?.isRequired ?? false}
								of={nameOf(a)}
								change={(some) => set(withAsked(asked, at, some))}
							/>
						</div>
					)}
				</Ordered>
			)}
			<AddField
				name={name}
				from={askable(asked, fields)}
				nothing={fields.length === 0 ? settings("choice.nothing") : t("asked.none")}
				add={(id) => set(withField(asked, id))}
			/>
			<FieldProblem error={error} />
		</fieldset>
	);
}

interface FlagsProps {
	readonly asked: Asked;
	/** The field is required wherever it is asked. */
	readonly always: boolean;
	readonly of: string;
	readonly change: (some: Partial<Asked>) => void;
}

/** What is hidden is filled in by the page, so that nobody can be required to. */
function Flags({ asked, always, of, change }: FlagsProps) {
	const t = useTexts("campaigns");
	const required = asked.isVisible && (asked.isRequired || always);
	return (
		<>
			<Checkbox
				size="xs"
				label={t("asked.required")}
				aria-label={t("asked.requiredOf", { name: of })}
				checked={required}
				disabled={always || !asked.isVisible}
				onChange={(e) => change({ isRequired: e.currentTarget.checked })}
			/>
			<Checkbox
				size="xs"
				label={t("asked.visible")}
				aria-label={t("asked.visibleOf", { name: of })}
				checked={asked.isVisible}
				onChange={(e) => change({ isVisible: e.currentTarget.checked })}
			/>
		</>
	);
}

interface AddProps {
	readonly name: FormName;
	readonly from: readonly Field[];
	/** Said when there is none. */
	readonly nothing: string;
	readonly add: (id: string) => void;
}

function AddField({ name, from, nothing, add }: AddProps) {
	const t = useTexts("campaigns");
	return (
		<NativeSelect
			size="xs"
			className="addfield"
			aria-label={t("asked.addTo", { form: t(`form.${name}`) })}
			value=""
			disabled={from.length === 0}
			onChange={(e) => add(e.currentTarget.value)}
		>
			<option value="">{from.length === 0 ? nothing : t("asked.add")}</option>
			{from.map((f) => (
				<option key={f.id} value={f.id}>
					{f.name}
				</option>
			))}
		</NativeSelect>
	);
}
