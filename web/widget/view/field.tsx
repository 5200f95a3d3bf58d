// One field of a form.
import type { Field } from "../../shared/model/settings.ts";
import { type FormName, longest, memberOf } from "../model/form.ts";
import type { Key } from "../model/words.ts";
import type { Shown } from "./context.ts";

interface FieldProps extends Shown {
	readonly field: Field;
	readonly form: FormName;
}

/** A field with its label and what is wrong with it. */
export function FieldView(props: FieldProps) {
	const { field, form, app, read } = props;
	const problem = Object.hasOwn(app.problems, field.id) ? app.problems[field.id] : undefined;
	const id = `${form}-${field.id}`;
	const input = (
		<Input
			{...props}
			id={id}
			wrong={problem !== undefined}
			describedBy={problem ? `${id}-problem` : undefined}
		/>
	);
	const trouble =
		problem === undefined ? null : (
			<p class="problem" id={`${id}-problem`}>
				{read(problem.key, problem.count === undefined ? {} : { count: problem.count })}
			</p>
		);
	if (field.type === "radioBox" || field.type === "checkboxList") {
		return (
			<fieldset class="field">
				<legend>{labelOf(props)}</legend>
				{input}
				{trouble}
			</fieldset>
		);
	}
	return (
		<div class={field.type === "checkBox" ? "field tick" : "field"}>
			{field.type === "checkBox" ? input : null}
			<label for={id}>{labelOf(props)}</label>
			{field.type === "checkBox" ? null : input}
			{trouble}
		</div>
	);
}

/** System fields have names of ours, in the visitor's language. */
function labelOf({ field, read }: FieldProps) {
	const member = memberOf(field);
	return (
		<>
			{member === undefined ? <bdi>{field.name}</bdi> : read(`field.${member}` satisfies Key)}
			{field.required ? null : <small> ({read("field.optional")})</small>}
		</>
	);
}

interface InputProps extends FieldProps {
	readonly id: string;
	readonly wrong: boolean;
	readonly describedBy: string | undefined;
}

function Input(props: InputProps) {
	const { field } = props;
	if (memberOf(field) === "department") {
		return <Departments {...props} />;
	}
	switch (field.type) {
		case "textArea":
			return <TextArea {...props} />;
		case "radioBox":
		case "checkboxList":
			return <Choices {...props} />;
		case "checkBox":
			return <Tick {...props} />;
		case "dropdownList":
			return <Select {...props} options={field.options.map((o) => ({ value: o, text: o }))} />;
		default:
			return memberOf(field) === "message" ? <TextArea {...props} /> : <Line {...props} />;
	}
}

function shared({ id, wrong, describedBy, field }: InputProps) {
	return { id, "aria-invalid": wrong, "aria-required": field.required, "aria-describedby": describedBy };
}

function textOf({ app, form, field }: FieldProps): string {
	const value = app.entered[form][field.id];
	return typeof value === "string" ? value : "";
}

function enter({ form, field, ...shown }: FieldProps, value: string | readonly string[]): void {
	shown.do({ type: "enter", form, field: field.id, value });
}

interface Kind {
	readonly inputMode: "text" | "email" | "tel";
	readonly autoComplete: string;
}

const kinds: Readonly<Record<string, Kind>> = {
	name: { inputMode: "text", autoComplete: "name" },
	email: { inputMode: "email", autoComplete: "email" },
	phone: { inputMode: "tel", autoComplete: "tel" },
	company: { inputMode: "text", autoComplete: "organization" },
};

const plain: Kind = { inputMode: "text", autoComplete: "off" };

function Line(props: InputProps) {
	const { inputMode, autoComplete } = kinds[memberOf(props.field) ?? ""] ?? plain;
	return (
		<input
			{...shared(props)}
			type="text"
			inputMode={inputMode}
			autoComplete={autoComplete}
			dir={textOf(props) === "" ? undefined : "auto"}
			maxLength={longest(props.field)}
			value={textOf(props)}
			onInput={(e) => enter(props, e.currentTarget.value)}
		/>
	);
}

function TextArea(props: InputProps) {
	return (
		<textarea
			{...shared(props)}
			dir={textOf(props) === "" ? undefined : "auto"}
			rows={4}
			value={textOf(props)}
			onInput={(e) => enter(props, e.currentTarget.value)}
		/>
	);
}

function Tick(props: InputProps) {
	return (
		<input
			{...shared(props)}
			type="checkbox"
			checked={textOf(props) === "true"}
			onChange={(e) => enter(props, e.currentTarget.checked ? "true" : "")}
		/>
	);
}

interface Option {
	readonly value: string;
	readonly text: string;
	readonly away?: boolean;
}

/** A department that nobody is in can be chosen only for a message. */
function Departments(props: InputProps) {
	const options = props.app.departments.map((d) => {
		const away = !d.open && props.form === "preChat";
		return { value: d.id, text: away ? props.read("field.away", { name: d.name }) : d.name, away };
	});
	return <Select {...props} options={options} />;
}

function Select(props: InputProps & { readonly options: readonly Option[] }) {
	return (
		<select {...shared(props)} value={textOf(props)} onChange={(e) => enter(props, e.currentTarget.value)}>
			<option value="">{props.read("field.choose")}</option>
			{props.options.map((o) => (
				<option key={o.value} value={o.value} disabled={o.away ?? false}>
					{o.text}
				</option>
			))}
		</select>
	);
}

/** One of several options, or several of them. */
function Choices(props: InputProps) {
	const { field, id, wrong, describedBy, app, form } = props;
	const value = app.entered[form][field.id] ?? "";
	const chosen = (o: string) => (typeof value === "string" ? value === o : value.includes(o));
	const many = field.type === "checkboxList";
	const choose = (o: string, on: boolean) => {
		const others = typeof value === "string" ? [] : value.filter((other) => other !== o);
		enter(props, many ? (on ? [...others, o] : others) : o);
	};
	return (
		<div class="choices">
			{field.options.map((o) => (
				<label key={o} class="choice">
					<input
						type={many ? "checkbox" : "radio"}
						name={id}
						aria-invalid={wrong}
						aria-describedby={describedBy}
						checked={chosen(o)}
						onChange={(e) => choose(o, e.currentTarget.checked)}
					/>
					<bdi>{o}</bdi>
				</label>
			))}
		</div>
	);
}
