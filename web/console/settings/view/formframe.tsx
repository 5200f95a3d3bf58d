// The frame of a form (../run/form.ts): its fields, what the server says against them, and
// buttons that stay in sight. Whoever would leave with changes is asked first.
import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import type { Form } from "../run/form.ts";
import { Guard } from "./guard.tsx";
import { Refusal } from "./refusal.tsx";

interface Props<T extends object> {
	readonly form: Form<T>;
	/** What is shown cannot be changed by whoever is signed in. */
	readonly readOnly?: boolean;
	/** Saving makes something, so that it needs no change before. */
	readonly isNew?: boolean;
	/** The fields. */
	readonly children: ReactNode;
	/** Further buttons, such as the one that deletes. */
	readonly tools?: ReactNode;
}

/** A form. Control+S saves it. */
export function FormFrame<T extends object>({ form, readOnly, isNew = false, children, tools }: Props<T>) {
	const t = useTexts("settings");
	const element = useRef<HTMLFormElement>(null);
	const wants = isNew || form.isDirty;
	const submit = () => element.current?.requestSubmit();
	useShortcut("Control+s", t("act.save"), t("settings.title"), submit, wants && !form.isSaving);
	useEffect(() => {
		if (isNew) {
			element.current?.querySelector<HTMLElement>("input, textarea, select")?.focus();
		}
	}, [isNew]);
	useEffect(() => {
		if (form.error !== null) {
			element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
		}
	}, [form.error]);
	return (
		<form
			ref={element}
			className="settingsform"
			onSubmit={(e) => {
				e.preventDefault();
				if (wants && !form.isSaving) {
					form.submit();
				}
			}}
		>
			<fieldset disabled={readOnly === true || (isNew && form.isSaving)} className="fields">
				{children}
			</fieldset>
			<Refusal error={form.error} />
			<footer className="formtools">
				{readOnly !== true && (
					<>
						<Button type="submit" loading={form.isSaving} disabled={!wants}>
							{t("act.save")}
						</Button>
						{form.isDirty && (
							<Button variant="default" onClick={form.discard} disabled={form.isSaving}>
								{t("act.discard")}
							</Button>
						)}
						<span role="status">{form.isSaved ? t("form.saved") : form.isDirty && t("form.unsaved")}</span>
					</>
				)}
				<span className="apart" />
				{tools}
			</footer>
			<Guard holds={form.isDirty} />
		</form>
	);
}
