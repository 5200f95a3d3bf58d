// The filter builder: conditions in groups. It works on a copy, which is searched by when
// it is ready.
import { Button, NativeSelect } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { writeGroup } from "../model/address.ts";
import { problemOfAll } from "../model/checks.ts";
import {
	added,
	blank,
	everything,
	type Group,
	isGroup,
	type Part,
	type Path,
	replaced,
} from "../model/query.ts";
import { useSaid } from "../run/said.ts";
import { ConditionRow } from "./condition.tsx";

interface BuilderProps {
	readonly where: Group;
	readonly apply: (where: Group) => void;
	readonly close: () => void;
}

/** Edits the conditions of a search. */
export function Builder({ where, apply, close }: BuilderProps) {
	const t = useTexts("history");
	const said = useSaid();
	const [draft, setDraft] = useState(
		where.parts.length === 0 ? added(everything, [], blank("departmentId")) : where,
	);
	const problem = problemOfAll(draft);
	const form = useRef<HTMLFormElement>(null);
	useEffect(() => form.current?.querySelector<HTMLElement>("select, input")?.focus(), []);
	return (
		<form
			ref={form}
			className="builder"
			aria-label={t("builder.title")}
			onSubmit={(e) => {
				e.preventDefault();
				if (problem === undefined) {
					apply(draft);
				}
			}}
			onKeyDown={(e) => {
				if (e.key === "Escape" && !e.defaultPrevented) {
					close();
				}
			}}
		>
			<GroupEditor group={draft} path={[]} root={draft} edit={setDraft} />
			<div className="actions">
				{(problem === "filters" || problem === "expression") && (
					<p role="alert" className="builderproblem">
						{said.problem(problem)}
					</p>
				)}
				<Button variant="default" onClick={() => apply(everything)} disabled={where.parts.length === 0}>
					{t("builder.clear")}
				</Button>
				<Button type="submit" disabled={problem !== undefined || writeGroup(draft) === writeGroup(where)}>
					{t("builder.apply")}
				</Button>
			</div>
		</form>
	);
}

interface EditorProps {
	readonly path: Path;
	readonly root: Group;
	readonly edit: (root: Group) => void;
}

const joins = {
	all: { join: "and", not: false },
	any: { join: "or", not: false },
	notAll: { join: "and", not: true },
	none: { join: "or", not: true },
} as const;

type Join = keyof typeof joins;

function joinOf({ join, not }: Group): Join {
	return join === "and" ? (not ? "notAll" : "all") : not ? "none" : "any";
}

function GroupEditor({ group, path, root, edit }: EditorProps & { readonly group: Group }) {
	const t = useTexts("history");
	const place = useRef<HTMLFieldSetElement>(null);
	const focusNew = useFocusOfNew(place, group.parts.length);
	const add = (part: Part) => {
		focusNew();
		edit(added(root, path, part));
	};
	return (
		<fieldset ref={place} className="conditions">
			<legend className="unseen">{t(`join.${joinOf(group)}`)}</legend>
			<div className="grouphead">
				<NativeSelect
					size="xs"
					aria-label={t("builder.join")}
					value={joinOf(group)}
					onChange={(e) => edit(replaced(root, path, { ...group, ...joins[e.currentTarget.value as Join] }))}
				>
					{(Object.keys(joins) as Join[]).map((j) => (
						<option key={j} value={j}>
							{t(`join.${j}`)}
						</option>
					))}
				</NativeSelect>
				<div className="apart" />
				{path.length > 0 && (
					<Remove text={t("builder.removeGroup")} act={() => edit(replaced(root, path, undefined))} />
				)}
			</div>
			<ul>
				{group.parts.map((part, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a part is what stands at its place
					<li key={i}>
						{isGroup(part) ? (
							<GroupEditor group={part} path={[...path, i]} root={root} edit={edit} />
						) : (
							<ConditionRow
								condition={part}
								change={(c) => edit(replaced(root, [...path, i], c))}
								remove={
									<Remove
										text={t("builder.remove")}
										act={() => edit(replaced(root, [...path, i], undefined))}
									/>
								}
							/>
						)}
					</li>
				))}
			</ul>
			<div className="adders">
				<Adder text={t("builder.add")} act={() => add(blank("departmentId"))} />
				<Adder
					text={t("builder.addGroup")}
					act={() =>
						add({ join: group.join === "and" ? "or" : "and", not: false, parts: [blank("departmentId")] })
					}
				/>
			</div>
		</fieldset>
	);
}

/** After something was added to a group it has the focus; after something was removed the button to add has it. */
function useFocusOfNew(place: React.RefObject<HTMLFieldSetElement | null>, count: number): () => void {
	const isNew = useRef(false);
	const before = useRef(count);
	useEffect(() => {
		const list = place.current?.querySelector(":scope > ul");
		if (isNew.current) {
			list?.lastElementChild?.querySelector<HTMLElement>("select")?.focus();
		} else if (count < before.current) {
			place.current?.querySelector<HTMLElement>(":scope > .adders button")?.focus();
		}
		isNew.current = false;
		before.current = count;
	}, [count, place]);
	return () => {
		isNew.current = true;
	};
}

function Adder({ text, act }: { readonly text: string; readonly act: () => void }) {
	return (
		<Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={act}>
			{text}
		</Button>
	);
}

function Remove({ text, act }: { readonly text: string; readonly act: () => void }) {
	return (
		<button type="button" className="iconbutton" aria-label={text} title={text} onClick={act}>
			<IconTrash size={16} aria-hidden />
		</button>
	);
}
