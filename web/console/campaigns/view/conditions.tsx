// The conditions of segments and automatic invitations: each names something of a visit, or of
// a chat, and is edited like a condition of a search.
import { ActionIcon, Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { withOperator } from "../../history/model/query.ts";
import { isValueless, type Operator } from "../../history/model/vocabulary.ts";
import { useList } from "../../history/run/lookups.ts";
import { useSaid } from "../../history/run/said.ts";
import { Values } from "../../history/view/values.tsx";
import { useTexts } from "../../run/texts.ts";
import { FieldProblem } from "../../settings/view/fieldproblem.tsx";
import {
	about,
	blankOf,
	type Condition,
	type Conditions,
	joined,
	metTypes,
	problemIn,
	replacedAt,
	searched,
	unsearched,
} from "../model/conditions.ts";
import { operatorsFor, type Term, termNamed, termsOf, visitTerms } from "../model/terms.ts";
import { useTermNames } from "../run/terms.ts";
import { useFocusInList } from "./focus.ts";
import "./campaigns.css";

interface Props {
	/** Visitors on the pages, or with what is known of their chats. */
	readonly of: "visitors" | "chats";
	readonly value: Conditions;
	readonly change: (value: Conditions) => void;
	/** What the server says against them. */
	readonly error: string | undefined;
}

/** Edits conditions. */
export function ConditionsForm({ of, value, change, error }: Props) {
	const t = useTexts("campaigns");
	const history = useTexts("history");
	const terms = useTerms(of);
	const { conditions, conditionMetType } = value;
	const place = useRef<HTMLFieldSetElement>(null);
	const focusNew = useFocusInList(place, conditions.length);
	const first = termNamed(visitTerms[1].name, terms);
	return (
		<fieldset className="conditionsform" ref={place}>
			<legend>{t("conditions.title")}</legend>
			{conditions.length === 0 ? (
				<p className="quietline">{t(`conditions.none.${of}`)}</p>
			) : (
				<NativeSelect
					size="xs"
					aria-label={history("builder.join")}
					value={conditionMetType}
					onChange={(e) => change(joined(value, e.currentTarget.value as Conditions["conditionMetType"]))}
				>
					{metTypes.map((m) => (
						<option key={m} value={m}>
							{m === "logicalExpression" ? t("conditions.expression") : history(`join.${m}`)}
						</option>
					))}
				</NativeSelect>
			)}
			<ol className="conditionlist">
				{conditions.map((c, at) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a condition is what stands at its place
					<li key={at}>
						{conditionMetType === "logicalExpression" && <span className="number">{at + 1}</span>}
						<ConditionRow
							condition={c}
							terms={terms}
							change={(next) => change(replacedAt(value, at, next))}
							remove={() => change(replacedAt(value, at, undefined))}
						/>
					</li>
				))}
			</ol>
			{conditionMetType === "logicalExpression" && conditions.length > 0 && (
				<TextInput
					size="xs"
					label={t("conditions.expression")}
					description={t("conditions.expressionLead")}
					dir="ltr"
					value={value.logicalExpression}
					onChange={(e) => change({ ...value, logicalExpression: e.currentTarget.value })}
				/>
			)}
			<Button
				variant="subtle"
				size="compact-sm"
				className="addfield"
				leftSection={<IconPlus size={14} aria-hidden />}
				onClick={() => {
					focusNew();
					change(replacedAt(value, conditions.length, blankOf(first)));
				}}
			>
				{history("builder.add")}
			</Button>
			<FieldProblem error={error} />
		</fieldset>
	);
}

interface RowProps {
	readonly condition: Condition;
	readonly terms: readonly Term[];
	readonly change: (c: Condition) => void;
	readonly remove: () => void;
}

function ConditionRow({ condition, terms, change, remove }: RowProps) {
	const history = useTexts("history");
	const said = useSaid();
	const name = useTermNames();
	const term = termNamed(condition.name, terms);
	const asked = searched(condition, term);
	const problem = problemIn(condition, term);
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset in each line would be read out as one more level
		<div className="conditionrow" role="group" aria-label={name(term)}>
			<TermSelect term={term} terms={terms} change={(next) => change(about(condition, term, next))} />
			<NativeSelect
				size="xs"
				aria-label={history("builder.operator")}
				value={asked.operator}
				onChange={(e) =>
					change(unsearched(withOperator(asked, e.currentTarget.value as Operator), condition.name))
				}
			>
				{operatorsFor(term).map((o) => (
					<option key={o} value={o}>
						{said.operator(o, term.like)}
					</option>
				))}
			</NativeSelect>
			<div className="values">
				{!isValueless(asked.operator) && (
					<Values
						condition={asked}
						change={(values) => change({ ...condition, value: [...values] })}
						problem={problem === undefined || problem === "empty" ? undefined : said.problem(problem)}
					/>
				)}
			</div>
			<ActionIcon variant="subtle" color="gray" aria-label={history("builder.remove")} onClick={remove}>
				<IconX size={16} aria-hidden />
			</ActionIcon>
		</div>
	);
}

const topics = ["page", "visit", "visitor", "variables", "chat", "forms"] as const;

interface SelectProps {
	readonly term: Term;
	readonly terms: readonly Term[];
	readonly change: (term: Term) => void;
}

function TermSelect({ term, terms, change }: SelectProps) {
	const t = useTexts("campaigns");
	const history = useTexts("history");
	const name = useTermNames();
	const all = terms.includes(term) ? terms : [...terms, term];
	return (
		<NativeSelect
			size="xs"
			aria-label={history("builder.field")}
			value={term.name}
			onChange={(e) => change(termNamed(e.currentTarget.value, all))}
		>
			{topics.map((topic) => {
				const inside = all.filter((o) => o.topic === topic);
				return (
					inside.length > 0 && (
						<optgroup key={topic} label={t(`topic.${topic}`)}>
							{inside.map((o) => (
								<option key={o.name} value={o.name}>
									{name(o)}
								</option>
							))}
						</optgroup>
					)
				);
			})}
		</NativeSelect>
	);
}

/** What the site's conditions can name. */
function useTerms(of: Props["of"]): readonly Term[] {
	const variables = useList("variables").map((v) => v.name);
	const fields = useList(of === "chats" ? "fields" : undefined).map((f) => f.name);
	return termsOf(of, { variables, fields });
}
