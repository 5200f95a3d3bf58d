// A form over something of the API: a copy is changed, and saved or discarded as a whole.
//
//	const form = useForm(site, async (draft) => held(await api.PUT("/global/site", { body: draft })));
//	<FormFrame form={form} title={t("page.site")}>
//		<TextInput label={t("field.name")} {...text(form, "name")} required />
//		<Checkbox label={t("site.rates")} {...check(form, "rates")} />
//	</FormFrame>
//
// What the server says against it is kept in form.error. When it begins with a member's name,
// the binding of that member (text, check, number, several) has it too.
import { useMutation } from "@tanstack/react-query";
import { type ChangeEvent, useState } from "react";
import { ApiError } from "../../run/api.ts";
import { isSame, overtaken, refusedMember, withoutMember } from "../model/draft.ts";

/** What a form is about and how it stands. */
export interface Form<T extends object> {
	readonly draft: T;
	/** As the server has it. */
	readonly saved: T;
	readonly set: (some: Partial<T>) => void;
	/** Something differs from what is saved. */
	readonly isDirty: boolean;
	readonly isSaving: boolean;
	/** It was saved, and nothing was changed since. */
	readonly isSaved: boolean;
	/** Why it was not saved; null for nothing. */
	readonly error: unknown;
	readonly submit: () => void;
	readonly discard: () => void;
}

/**
 * A form that begins with what is given; save is told the draft and what was saved before, and
 * gives what the server made of it.
 */
export function useForm<T extends object>(given: T, save: (draft: T, before: T) => Promise<T>): Form<T> {
	const [saved, setSaved] = useState(given);
	const [draft, setDraft] = useState(given);
	const { mutate, reset, isPending, isSuccess, error } = useMutation({
		mutationFn: (now: T) => save(now, saved),
		onSuccess: (made, sent) => {
			setSaved(made);
			setDraft((now) => overtaken(made, sent, now));
		},
	});
	const isDirty = !isSame(saved, draft);
	return {
		draft,
		saved,
		set: (some) => setDraft((d) => ({ ...d, ...some })),
		isDirty,
		isSaving: isPending,
		isSaved: isSuccess && !isDirty,
		error,
		submit: () => mutate(draft),
		discard: () => {
			setDraft(saved);
			reset();
		},
	};
}

/** What the server says against a member; undefined for nothing. */
export function errorOf<T extends object>(form: Form<T>, member: keyof T & string): string | undefined {
	const { error } = form;
	return error instanceof ApiError && refusedMember(error.message, [member]) === member
		? withoutMember(error.message)
		: undefined;
}

/** The members that hold some kind of value. */
type Of<T, Value> = { [M in keyof T]-?: T[M] extends Value | undefined ? M : never }[keyof T] & string;

function value<T extends object, V>(form: Form<T>, member: keyof T, otherwise: V): V {
	return (form.draft[member] as V | undefined) ?? otherwise;
}

function setter<T extends object, V>(form: Form<T>, member: keyof T): (value: V) => void {
	return (value) => form.set({ [member]: value } as unknown as Partial<T>);
}

/** Binds an input, text area or select to a text. */
export function text<T extends object>(form: Form<T>, member: Of<T, string>) {
	const set = setter<T, string>(form, member);
	return {
		name: member,
		dir: "auto",
		value: value(form, member, ""),
		onChange: (e: ChangeEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>) =>
			set(e.currentTarget.value),
		error: errorOf(form, member),
	};
}

/** Binds an input to a number; while it is empty there is none, and the form is not sent. */
export function number<T extends object>(form: Form<T>, member: Of<T, number>) {
	const set = setter<T, number>(form, member);
	const now = value(form, member, 0);
	return {
		name: member,
		type: "number",
		required: true,
		value: Number.isNaN(now) ? "" : now,
		onChange: (e: ChangeEvent<HTMLInputElement>) => set(e.currentTarget.valueAsNumber),
		error: errorOf(form, member),
	};
}

/** Binds a check box. */
export function check<T extends object>(form: Form<T>, member: Of<T, boolean>) {
	const set = setter<T, boolean>(form, member);
	return {
		name: member,
		checked: value(form, member, false),
		onChange: (e: ChangeEvent<HTMLInputElement>) => set(e.currentTarget.checked),
		error: errorOf(form, member),
	};
}

/** Binds a choice of several (Several, TagsInput) to a list of texts, such as ids. */
export function several<T extends object>(form: Form<T>, member: Of<T, readonly string[]>) {
	return {
		value: [...value<T, readonly string[]>(form, member, [])],
		onChange: setter<T, string[]>(form, member),
		error: errorOf(form, member),
	};
}
