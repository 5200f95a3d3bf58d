// Narrows the audit log.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { OneAgent } from "../../settings/view/oneagent.tsx";
import { type About, actions, everythingAbout, wordOf } from "../model/deeds.ts";
import { everything, type Wanted } from "../run/log.ts";

interface Props {
	readonly wanted: Wanted;
	readonly change: (wanted: Wanted) => void;
}

/** Who, what and when. */
export function Filters({ wanted, change }: Props) {
	const t = useTexts("audit");
	const all = { value: "", label: t("audit.all") };
	const isNarrowed = Object.entries(everything).some(
		([name, value]) => wanted[name as keyof Wanted] !== value,
	);
	return (
		<form className="deedfilters" aria-label={t("audit.filters")} onSubmit={(e) => e.preventDefault()}>
			<OneAgent
				label={t("audit.who")}
				value={wanted.agentId}
				none={t("audit.all")}
				onChange={(agentId) => change({ ...wanted, agentId })}
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
			<AboutWhat about={wanted.about} change={(about) => change({ ...wanted, about, target: undefined })} />
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

/** What entries are about: everything, an agent, or what has a number. */
function AboutWhat({ about, change }: { readonly about: About; readonly change: (about: About) => void }) {
	const t = useTexts("audit");
	return (
		<>
			<NativeSelect
				label={t("audit.about")}
				value={about.kind}
				onChange={(e) => change({ ...everythingAbout, kind: e.currentTarget.value as About["kind"] })}
				data={[
					{ value: "", label: t("audit.all") },
					{ value: "agent", label: t("audit.aboutAgent") },
					{ value: "chat", label: t("audit.aboutChat") },
					{ value: "ticket", label: t("audit.aboutTicket") },
				]}
			/>
			{about.kind === "agent" && (
				<OneAgent
					label={t("audit.aboutAgent")}
					value={about.id}
					none={t("audit.all")}
					onChange={(id) => change({ ...about, id })}
				/>
			)}
			{(about.kind === "chat" || about.kind === "ticket") && (
				<TextInput
					inputMode="numeric"
					label={t("audit.number")}
					value={about.id}
					onChange={(e) => change({ ...about, id: e.currentTarget.value })}
				/>
			)}
		</>
	);
}
