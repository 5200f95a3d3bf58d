// Forms of all kinds of fields, with what is wrong beside each.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Field } from "../../shared/model/settings.ts";
import { faultKey } from "../model/faults.ts";
import type { FormName } from "../model/form.ts";
import type { Shown } from "./context.ts";
import { FieldView } from "./field.tsx";
import { Icon } from "./icons.tsx";

/** What a form is. */
export interface FormProps extends Shown {
	readonly form: FormName;
	readonly fields: readonly Field[];
	/** Of the button that sends it. */
	readonly label: string;
	readonly children?: ComponentChildren;
	/** What stands beside the button. */
	readonly beside?: ComponentChildren;
}

/** A form. After a vain try the first field that is wrong has the focus. */
export function Form({ form, fields, label, children, beside, ...shown }: FormProps) {
	const { app } = shown;
	const element = useRef<HTMLFormElement>(null);
	const wrong = Object.keys(app.problems).length;
	const waits = app.asked !== undefined && app.asked.what !== "transcript";
	const tried = useRef(false);
	useEffect(() => {
		if (tried.current && wrong > 0) {
			tried.current = false;
			element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
		}
	});
	return (
		<form
			ref={element}
			class="form"
			noValidate
			onSubmit={(e) => {
				e.preventDefault();
				tried.current = true;
				shown.do({ type: "submit", form });
			}}
		>
			{children}
			{fields.map((f) => (
				<FieldView key={f.id} field={f} form={form} {...shown} />
			))}
			<div class="buttons">
				<p class="trouble" role="alert">
					{troubleOf(shown, wrong)}
				</p>
				<button type="submit" class="primary" aria-disabled={waits}>
					{waits ? <span class="spinner" aria-hidden="true" /> : null}
					{label}
				</button>
				{beside}
			</div>
		</form>
	);
}

function troubleOf({ app, read }: Shown, wrong: number) {
	if (wrong === 0 && app.fault === "") {
		return null;
	}
	return (
		<>
			<Icon name="alert" />
			{wrong > 0 ? read("problem.fields", { count: wrong }) : read(faultKey(app.fault))}
		</>
	);
}
