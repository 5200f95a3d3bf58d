// The wrap-up of a chat: categories, fields and a comment, given in one piece.
import { Button, Checkbox, NativeSelect, Radio, Textarea, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { AskedCategory, AskedField, Wrapup } from "../../../shared/model/wrapup.ts";
import { command, useSession } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import {
	choose,
	chosenOf,
	type Filling,
	filling,
	isChanged,
	members,
	missing,
	toggle,
	tree,
} from "../model/wrapping.ts";
import { change, put, useTimeline, useWork } from "../run/store.ts";
import "./wrapupform.css";

interface Props {
	readonly wrapup: Wrapup;
	/** How often it was asked for by keys; each time one goes on in it. */
	readonly asked: number;
}

/** What is asked, filled in with what was given. */
export function WrapupForm({ wrapup, asked }: Props) {
	const t = useTexts("work");
	const { chat } = wrapup;
	const entered = useWork((w) => w.fillings.get(chat)) ?? filling(wrapup);
	const ended = useTimeline(chat)?.state?.state === "ended";
	const under = useSession((s) =>
		s.box.some((w) => w.command.type === "wrapup" && w.command["chat"] === chat),
	);
	const [tried, setTried] = useState(false);
	const form = useRef<HTMLFormElement>(null);
	useEffect(() => {
		if (asked > 0) {
			form.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
		}
	}, [asked]);
	const enter = (f: Filling) => change((w) => ({ fillings: put(w.fillings, chat, f) }));
	const lacking = new Set(ended && tried ? missing(wrapup, entered) : []);
	const save = () => {
		setTried(true);
		if (!ended || missing(wrapup, entered).length === 0) {
			command("wrapup", members(wrapup, entered));
		}
	};
	const problem = (id: string) => (lacking.has(id) ? t("wrapup.missing") : undefined);
	return (
		<form
			ref={form}
			className="wrapup"
			onSubmit={(e) => {
				e.preventDefault();
				save();
			}}
		>
			{wrapup.categories.map((c) => (
				<Category key={c.id} category={c} entered={entered} enter={enter} problem={problem(c.id)} />
			))}
			{wrapup.fields.map((f) => (
				<FieldInput
					key={f.fieldId}
					field={f}
					value={entered.values[f.fieldId] ?? ""}
					enter={(value) => enter({ ...entered, values: { ...entered.values, [f.fieldId]: value } })}
					problem={problem(f.fieldId)}
				/>
			))}
			<Textarea
				label={t("wrapup.comment")}
				rows={3}
				value={entered.comment}
				onChange={(e) => enter({ ...entered, comment: e.currentTarget.value })}
			/>
			<div className="dialogbuttons">
				<span className="quiet" role="status">
					{!under && wrapup.given !== undefined && !isChanged(wrapup, entered) ? t("wrapup.saved") : ""}
				</span>
				<Button type="submit" size="compact-md" loading={under}>
					{t("wrapup.save")}
				</Button>
			</div>
		</form>
	);
}

interface CategoryProps {
	readonly category: AskedCategory;
	readonly entered: Filling;
	readonly enter: (f: Filling) => void;
	readonly problem: string | undefined;
}

function Category({ category, entered, enter, problem }: CategoryProps) {
	return (
		<fieldset aria-invalid={problem !== undefined}>
			<legend>
				<bdi>{category.name}</bdi>
				{category.required && <span aria-hidden> *</span>}
			</legend>
			{tree(category).map((g) => (
				<div key={g.name} className="group">
					{g.name !== "" && (
						<p>
							<bdi>{g.name}</bdi>
						</p>
					)}
					{g.options.map((o) => (
						<Checkbox
							key={o.id}
							size="xs"
							label={<bdi>{o.name}</bdi>}
							checked={entered.categories.includes(o.id)}
							onChange={() => enter(choose(entered, o.id))}
						/>
					))}
				</div>
			))}
			{problem !== undefined && (
				<p className="problem" role="alert">
					{problem}
				</p>
			)}
		</fieldset>
	);
}

interface FieldProps {
	readonly field: AskedField;
	readonly value: string;
	readonly enter: (value: string) => void;
	readonly problem: string | undefined;
}

function FieldInput({ field, value, enter, problem }: FieldProps) {
	const common = { label: <bdi>{field.name}</bdi>, withAsterisk: field.required, error: problem };
	switch (field.type) {
		case "textArea":
			return <Textarea {...common} rows={3} value={value} onChange={(e) => enter(e.currentTarget.value)} />;
		case "checkBox":
			return (
				<Checkbox
					size="xs"
					label={common.label}
					error={problem}
					checked={value === "true"}
					onChange={(e) => enter(e.currentTarget.checked ? "true" : "false")}
				/>
			);
		case "dropdownList":
			return (
				<NativeSelect
					{...common}
					value={value}
					data={["", ...field.options]}
					onChange={(e) => enter(e.currentTarget.value)}
				/>
			);
		case "radioBox":
			return (
				<Radio.Group {...common} value={value} onChange={enter}>
					<div className="group">
						{field.options.map((o) => (
							<Radio key={o} size="xs" value={o} label={<bdi>{o}</bdi>} />
						))}
					</div>
				</Radio.Group>
			);
		case "checkboxList":
			return (
				<fieldset>
					<legend>{common.label}</legend>
					<div className="group">
						{field.options.map((o) => (
							<Checkbox
								key={o}
								size="xs"
								label={<bdi>{o}</bdi>}
								checked={chosenOf(value, field.options).includes(o)}
								onChange={() => enter(toggle(value, o, field.options))}
							/>
						))}
					</div>
					{problem !== undefined && (
						<p className="problem" role="alert">
							{problem}
						</p>
					)}
				</fieldset>
			);
		default:
			return <TextInput {...common} value={value} onChange={(e) => enter(e.currentTarget.value)} />;
	}
}
