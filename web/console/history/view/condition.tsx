// One condition: a field, an operator, values.
import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { fields } from "../../../shared/filters.gen.ts";
import { useTexts } from "../../run/texts.ts";
import { problemOf } from "../model/checks.ts";
import { type Condition, withField, withOperator } from "../model/query.ts";
import { type FieldName, isOfForm, isValueless, type Operator, operatorsOf } from "../model/vocabulary.ts";
import { listOfForm, useList } from "../run/lookups.ts";
import { useSaid } from "../run/said.ts";
import { Values } from "./values.tsx";

interface ConditionProps {
	readonly condition: Condition;
	readonly change: (c: Condition) => void;
	readonly remove: ReactNode;
}

/** Edits a condition. */
export function ConditionRow({ condition, change, remove }: ConditionProps) {
	const t = useTexts("history");
	const said = useSaid();
	const problem = problemOf(condition);
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset in each line would be read out as one more level
		<div className="condition" role="group" aria-label={said.field(condition.field)}>
			<FieldSelect field={condition.field} change={(f) => change(withField(condition, f))} />
			{isOfForm(condition.field) && <FormFieldSelect condition={condition} change={change} />}
			<NativeSelect
				size="xs"
				aria-label={t("builder.operator")}
				value={condition.operator}
				onChange={(e) => change(withOperator(condition, e.currentTarget.value as Operator))}
			>
				{operatorsOf(condition.field).map((o) => (
					<option key={o} value={o}>
						{said.operator(o, condition.field)}
					</option>
				))}
			</NativeSelect>
			<div className="values">
				{!isValueless(condition.operator) && (
					<Values
						condition={condition}
						change={(values) => change({ ...condition, values })}
						problem={problem && said.problem(problem)}
					/>
				)}
			</div>
			{remove}
		</div>
	);
}

/** The fields by what they are about; those that are not named here come last, so that none is missing. */
const topics = {
	text: ["keywords", "messages", "requestingPageTitle", "requestingPageURL"],
	when: [
		"requestedTime",
		"startTime",
		"endTime",
		"waitingTime",
		"duration",
		"avgResponseTime",
		"agentDuration",
		"botDuration",
	],
	who: [
		"agent",
		"departmentId",
		"skillId",
		"botId",
		"transferred",
		"transferLog.fromDepartmentId",
		"transferLog.toDepartmentId",
	],
	visitor: [
		"preChatName",
		"preChatEmail",
		"preChatPhone",
		"preChatCompany",
		"preChatProductService",
		"ssoUserId",
		"segmentId",
	],
	how: ["campaignId", "campaign.name", "source", "autoInvitationId", "status", "chatType", "isQueued"],
	after: [
		"postChatSurvey.ratingGrade",
		"postChatSurvey.ratingComment",
		"categoryOptionId",
		"chatWrapup.comment",
		"preChatTicketId",
	],
	forms: ["preChatFormField", "postChatFormField", "wrapupFormField", "customVariable", "formField"],
} as const satisfies Readonly<Record<string, readonly FieldName[]>>;

const named: ReadonlySet<FieldName> = new Set(Object.values(topics).flat());
const others = fields.map((f): FieldName => f.name).filter((n) => !named.has(n));

function FieldSelect({
	field,
	change,
}: {
	readonly field: FieldName;
	readonly change: (f: FieldName) => void;
}) {
	const t = useTexts("history");
	const said = useSaid();
	const options = (names: readonly FieldName[]) =>
		names.map((n) => (
			<option key={n} value={n}>
				{said.field(n)}
			</option>
		));
	return (
		<NativeSelect
			size="xs"
			aria-label={t("builder.field")}
			value={field}
			onChange={(e) => change(e.currentTarget.value as FieldName)}
		>
			{Object.entries(topics).map(([topic, names]) => (
				<optgroup key={topic} label={t(`topic.${topic as keyof typeof topics}`)}>
					{options(names)}
				</optgroup>
			))}
			<optgroup label={t("topic.others")}>{options(others)}</optgroup>
		</NativeSelect>
	);
}

/** Which field of a form is meant, if not any. */
function FormFieldSelect({ condition, change }: Pick<ConditionProps, "condition" | "change">) {
	const t = useTexts("history");
	const list = useList(listOfForm(condition.field));
	const known = condition.fieldId === undefined || list.some((f) => f.id === condition.fieldId);
	return (
		<NativeSelect
			size="xs"
			aria-label={t("builder.formField")}
			value={condition.fieldId ?? ""}
			onChange={(e) => {
				const { fieldId: _, ...rest } = condition;
				const id = e.currentTarget.value;
				change(id === "" ? rest : { ...rest, fieldId: id });
			}}
		>
			<option value="">{t("builder.anyFormField")}</option>
			{list.map((f) => (
				<option key={f.id} value={f.id}>
					{f.name}
				</option>
			))}
			{!known && (
				<option value={condition.fieldId}>{t("history.unknown", { id: condition.fieldId ?? "" })}</option>
			)}
		</NativeSelect>
	);
}
