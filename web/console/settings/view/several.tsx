// A choice of several of other things: agents, departments, skills …
//
//	<Several label={t("page.skills")} of={useList("skills")} {...several(form, "skillIds")} />
import { MultiSelect } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";

interface Props {
	readonly label: string;
	readonly description?: string;
	/** What there is to choose from. */
	readonly of: readonly { readonly id: string; readonly name: string }[];
	/** The ids of those that are chosen. */
	readonly value: readonly string[];
	readonly onChange: (ids: string[]) => void;
	readonly error?: string | undefined;
	readonly required?: boolean;
}

/** Chooses several, by a part of their names. What is not in the list any more stays, by its id. */
export function Several({ of, value, ...rest }: Props) {
	const t = useTexts("settings");
	const data = of.map(({ id, name }) => ({ value: id, label: name }));
	const gone = value.filter((id) => !of.some((o) => o.id === id));
	return (
		<MultiSelect
			{...rest}
			searchable
			hidePickedOptions
			limit={200}
			placeholder={value.length === 0 ? t("choice.choose") : ""}
			nothingFoundMessage={t("choice.nothing")}
			data={[...data, ...gone.map((id) => ({ value: id, label: id.slice(0, 8) }))]}
			value={[...value]}
			comboboxProps={{ withinPortal: false }}
		/>
	);
}
