// The values of a condition, entered as their kind wants.
import { MultiSelect, NativeSelect, TagsInput, TextInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { periodOf } from "../model/ask.ts";
import type { Condition } from "../model/query.ts";
import { fieldNamed, isComparison, isFullText, isSeconds, noGuid } from "../model/vocabulary.ts";
import { justBefore, periods } from "../model/zone.ts";
import { listOf, useList } from "../run/lookups.ts";
import { useSaid } from "../run/said.ts";

interface ValuesProps {
	readonly condition: Condition;
	readonly change: (values: readonly string[]) => void;
	readonly problem: string | undefined;
}

/** Enters values. */
export function Values(props: ValuesProps) {
	const { condition } = props;
	const list = listOf(condition.field);
	const kind = fieldNamed(condition.field)?.kind;
	const within = condition.operator === "contains" || condition.operator === "notContains";
	if (kind === "time") {
		return isComparison(condition.operator) ? <MomentInput {...props} /> : <SpanInput {...props} />;
	}
	if (kind === "boolean") {
		return <YesOrNo {...props} />;
	}
	if (kind === "enum") {
		return <Words {...props} />;
	}
	if (kind === "guid" && list !== undefined && !within && condition.operator !== "regularExpression") {
		return <Names {...props} />;
	}
	const one =
		isComparison(condition.operator) ||
		condition.operator === "regularExpression" ||
		isFullText(condition.field);
	return one ? <OneValue {...props} /> : <SeveralValues {...props} />;
}

function useLabel(condition: Condition): string {
	const t = useTexts("history");
	return isSeconds(condition.field) ? t("builder.seconds") : t("builder.value");
}

function OneValue({ condition, change, problem }: ValuesProps) {
	return (
		<TextInput
			size="xs"
			aria-label={useLabel(condition)}
			value={condition.values[0] ?? ""}
			error={problem}
			onChange={(e) => change([e.currentTarget.value])}
		/>
	);
}

/** Each of them is entered with Enter, and what was typed last counts without. */
function SeveralValues({ condition, change, problem }: ValuesProps) {
	const t = useTexts("history");
	return (
		<TagsInput
			size="xs"
			aria-label={useLabel(condition)}
			placeholder={condition.values.length === 0 ? t("builder.several") : ""}
			splitChars={[]}
			value={[...condition.values]}
			error={problem}
			onChange={change}
			acceptValueOnBlur
			comboboxProps={{ withinPortal: false }}
		/>
	);
}

function YesOrNo({ condition, change }: ValuesProps) {
	const said = useSaid();
	return (
		<NativeSelect
			size="xs"
			aria-label={useLabel(condition)}
			value={condition.values[0] ?? ""}
			onChange={(e) => change(e.currentTarget.value === "" ? [] : [e.currentTarget.value])}
		>
			<option value="">…</option>
			{["true", "false"].map((v) => (
				<option key={v} value={v}>
					{said.word(v)}
				</option>
			))}
		</NativeSelect>
	);
}

interface ChoiceProps extends ValuesProps {
	readonly data: readonly { readonly value: string; readonly label: string }[];
}

function Choice({ condition, change, problem, data }: ChoiceProps) {
	const t = useTexts("history");
	return (
		<MultiSelect
			size="xs"
			searchable
			aria-label={useLabel(condition)}
			placeholder={condition.values.length === 0 ? t("builder.choose") : ""}
			nothingFoundMessage={t("builder.nothing")}
			data={[...data]}
			value={[...condition.values]}
			error={problem}
			onChange={change}
			limit={200}
			comboboxProps={{ withinPortal: false }}
		/>
	);
}

function Words(props: ValuesProps) {
	const said = useSaid();
	const values = fieldNamed(props.condition.field)?.values ?? [];
	return <Choice {...props} data={values.map((value) => ({ value, label: said.word(value) }))} />;
}

/** Agents, departments and the like by their names. */
function Names(props: ValuesProps) {
	const t = useTexts("history");
	const { condition } = props;
	const list = useList(listOf(condition.field));
	const data = [
		{ value: noGuid, label: t("history.none") },
		...list.map((n) => ({ value: n.id, label: n.group === undefined ? n.name : `${n.group}: ${n.name}` })),
	];
	const unknown = condition.values.filter((v) => !data.some((d) => d.value === v));
	const rest = unknown.map((value) => ({ value, label: t("history.unknown", { id: value.slice(0, 8) }) }));
	return <Choice {...props} data={[...data, ...rest]} />;
}

/** A period that moves with the calendar, or two moments. */
function SpanInput({ condition, change, problem }: ValuesProps) {
	const t = useTexts("history");
	const said = useSaid();
	const period = periodOf(condition);
	const [from = "", to = from] = period === undefined ? condition.values : [];
	const kind = period ?? (condition.values.length === 0 ? "" : "between");
	const between = (from: string, to: string) => change(from === "" && to === "" ? ["", ""] : [from, to]);
	return (
		<>
			<NativeSelect
				size="xs"
				aria-label={t("builder.period")}
				value={kind}
				onChange={(e) => {
					const { value } = e.currentTarget;
					change(value === "" ? [] : value === "between" ? ["", ""] : [value]);
				}}
			>
				<option value="">…</option>
				{periods.map((p) => (
					<option key={p} value={p}>
						{said.period(p)}
					</option>
				))}
				<option value="between">{t("builder.between")}</option>
			</NativeSelect>
			{kind === "between" && (
				<>
					<Moment label={t("builder.from")} value={from} change={(v) => between(v, to)} problem={problem} />
					<Moment
						label={t("builder.to")}
						value={to}
						change={(v) => between(from, v === "" ? "" : wholeMinute(v))}
						problem={undefined}
					/>
				</>
			)}
		</>
	);
}

/** The last moment of a minute, so that a range holds all of it. */
function wholeMinute(iso: string): string {
	return justBefore(Date.parse(iso) + 60_000);
}

function MomentInput({ condition, change, problem }: ValuesProps) {
	return (
		<Moment
			label={useLabel(condition)}
			value={condition.values[0] ?? ""}
			change={(v) => change(v === "" ? [] : [v])}
			problem={problem}
		/>
	);
}

interface MomentProps {
	readonly label: string;
	readonly value: string;
	readonly change: (iso: string) => void;
	readonly problem: string | undefined;
}

/** A time of the browser's zone, to the minute. */
function Moment({ label, value, change, problem }: MomentProps) {
	return (
		<TextInput
			size="xs"
			type="datetime-local"
			aria-label={label}
			value={localOf(value)}
			error={problem}
			onChange={(e) => {
				const at = new Date(e.currentTarget.value);
				change(Number.isNaN(at.getTime()) ? "" : at.toISOString());
			}}
		/>
	);
}

/** As the input has it: 2026-11-30T09:15 by the clocks here. */
function localOf(iso: string): string {
	const at = new Date(/T.*(Z|[+-]\d\d:\d\d)$/.test(iso) || !iso.includes("T") ? iso : `${iso}Z`);
	if (iso === "" || Number.isNaN(at.getTime())) {
		return "";
	}
	return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
