// A choice of one agent among thousands, by a part of the name.
//
//	<OneAgent label={t("access.for")} value={draft.agentId} onChange={(agentId) => form.set({ agentId })} />
import { Select } from "@mantine/core";
import { useState } from "react";
import { noGuid } from "../../history/model/vocabulary.ts";
import { useAgentName, useAgents } from "../../history/run/lookups.ts";
import { useTexts } from "../../run/texts.ts";

/** How many are shown at a time: who is not among them is found by more of the name. */
const atMost = 50;

interface Props {
	readonly label: string;
	readonly description?: string;
	/** The id of who is chosen; empty, or the zero guid, for nobody. */
	readonly value: string;
	readonly onChange: (id: string) => void;
	readonly error?: string | undefined;
	/** What the choice of nobody is called; without it somebody is to be chosen. */
	readonly none?: string;
}

/** Reads the one who is chosen, and all only when somebody is about to choose. */
export function OneAgent({ value, onChange, none, ...rest }: Props) {
	const t = useTexts("settings");
	const [isWanted, setWanted] = useState(false);
	const { agents, isPending } = useAgents(isWanted);
	const isNobody = value === "" || value === noGuid;
	const name = useAgentName(isNobody ? "" : value);
	const nobody = none === undefined ? [] : [{ value: noGuid, label: none }];
	const one =
		isNobody || agents.some((a) => a.id === value) ? [] : [{ value, label: name ?? value.slice(0, 8) }];
	return (
		<Select
			{...rest}
			searchable
			allowDeselect={false}
			limit={atMost}
			nothingFoundMessage={isWanted && isPending ? t("choice.waiting") : t("choice.nothing")}
			placeholder={t("choice.choose")}
			data={[...nobody, ...one, ...agents.map((a) => ({ value: a.id, label: a.name }))]}
			value={isNobody ? (none === undefined ? null : noGuid) : value}
			onFocus={() => setWanted(true)}
			onDropdownOpen={() => setWanted(true)}
			onChange={(id) => onChange(id === null || id === noGuid ? "" : id)}
			comboboxProps={{ withinPortal: false }}
		/>
	);
}
