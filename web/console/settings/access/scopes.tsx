// What a key or a program may do.
import { Checkbox } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { errorOf, type Form } from "../run/form.ts";

const scopes = [
	["chats:read", "scope.read"],
	["chats:write", "scope.write"],
	["chats:delete", "scope.delete"],
	["settings", "scope.settings"],
] as const;

/** A box for each permission, with what it allows. */
export function Scopes<T extends { readonly scopes: string[] }>({ form }: { readonly form: Form<T> }) {
	const t = useTexts("settings");
	const chosen = form.draft.scopes;
	const error = errorOf(form, "scopes");
	const choose = (name: string, on: boolean) => {
		const next = scopes.map(([s]) => s as string).filter((s) => (s === name ? on : chosen.includes(s)));
		form.set({ scopes: next } as Partial<T>);
	};
	return (
		<fieldset className="group">
			<legend>{t("scope.title")}</legend>
			{scopes.map(([name, text]) => (
				<Checkbox
					key={name}
					label={t(text)}
					description={<code dir="ltr">{name}</code>}
					checked={chosen.includes(name)}
					onChange={(e) => choose(name, e.currentTarget.checked)}
				/>
			))}
			{error !== undefined && <p className="fielderror">{error}</p>}
		</fieldset>
	);
}

/** Permissions in a list, by their names in the API. */
export function ScopeList({ of }: { readonly of: readonly string[] }) {
	return (
		<span className="scopes" dir="ltr">
			{of.map((name) => (
				<code key={name}>{name}</code>
			))}
		</span>
	);
}
