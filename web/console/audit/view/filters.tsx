// Narrows the audit log.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useList } from "../../history/run/lookups.ts";
import { useTexts } from "../../run/texts.ts";
import { actions, wordOf } from "../model/deeds.ts";
import { everything, type Wanted } from "../run/log.ts";

interface Props {
	readonly wanted: Wanted;
	readonly change: (wanted: Wanted) => void;
}

/** Who, what and when. */
export function Filters({ wanted, change }: Props) {
	const t = useTexts("audit");
	const agents = useList("agents");
	const all = { value: "", label: t("audit.all") };
	const isNarrowed = Object.entries(everything).some(
		([name, value]) => wanted[name as keyof Wanted] !== value,
	);
	return (
		<form className="deedfilters" aria-label={t("audit.filters")} onSubmit={(e) => e.preventDefault()}>
			<NativeSelect
				label={t("audit.who")}
				value={wanted.agentId}
				onChange={(e) => change({ ...wanted, agentId: e.currentTarget.value })}
				data={[all, ...agents.map((a) => ({ value: a.id, label: a.name }))]}
			/>
			<NativeSelect
				label={t("audit.what")}
				value={wanted.action}
				onChange={(e) => change({ ...wanted, action: e.currentTarget.value as Wanted["action"] })}
				data={[
					all,
					...actions.map((a) => ({ value: a, label: t(`deed.${wordOf(a)}` as "deed.signInEnded") })),
				]}
			/>
			<TextInput
				type="date"
				label={t("audit.from")}
				value={wanted.from}
				onChange={(e) => change({ ...wanted, from: e.currentTarget.value })}
			/>
			<TextInput
				type="date"
				label={t("audit.until")}
				value={wanted.until}
				onChange={(e) => change({ ...wanted, until: e.currentTarget.value })}
			/>
			{isNarrowed && (
				<Button variant="subtle" onClick={() => change(everything)}>
					{t("audit.showAll")}
				</Button>
			)}
			{wanted.target !== undefined && (
				<p className="quiettext" role="status">
					{t("audit.only", { name: wanted.target.name })}
				</p>
			)}
		</form>
	);
}
