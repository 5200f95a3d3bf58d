// To whom a chat goes: a colleague, who is asked, or a department.
import { Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { command, useSession } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import { useAgents, useAtWork, useDepartments } from "../run/team.ts";
import { Mark } from "./person.tsx";
import "./transferdialog.css";

interface Props {
	readonly chat: string;
	readonly opened: boolean;
	readonly close: () => void;
}

/** Lets one choose, by a part of the name. */
export function TransferDialog({ chat, opened, close }: Props) {
	const t = useTexts("work");
	const shell = useTexts("shell");
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("transfer.title")}
			closeButtonProps={{ "aria-label": shell("shell.close") }}
		>
			<Choice chat={chat} close={close} />
		</Modal>
	);
}

function Choice({ chat, close }: Omit<Props, "opened">) {
	const t = useTexts("work");
	const [wanted, setWanted] = useState("");
	const fits = (name: string) => name.toLowerCase().includes(wanted.trim().toLowerCase());
	const give = (to: Readonly<Record<string, string>>) => {
		command("transfer", { chat, ...to });
		close();
	};
	const colleagues = useColleagues().filter((c) => fits(c.name));
	const departments = (useDepartments().data ?? []).filter((d) => d.isAvailableInLiveChat && fits(d.name));
	return (
		<div className="choice">
			<TextInput
				data-autofocus
				aria-label={t("transfer.find")}
				placeholder={t("transfer.find")}
				value={wanted}
				onChange={(e) => setWanted(e.currentTarget.value)}
			/>
			<h3>{t("transfer.agents")}</h3>
			{colleagues.length === 0 && <p className="quiet">{t("transfer.nobody")}</p>}
			<ul>
				{colleagues.map((c) => (
					<li key={c.id}>
						<button type="button" onClick={() => give({ agent: c.id })}>
							<Mark id={c.id} name={c.name} />
							<bdi>{c.name}</bdi>
							<small>
								<span className="dot" data-status={c.status === "Online" ? "online" : "away"} />{" "}
								{t("transfer.busy", { count: c.ongoing })}
							</small>
						</button>
					</li>
				))}
			</ul>
			{departments.length > 0 && <h3>{t("transfer.departments")}</h3>}
			<ul>
				{departments.map((d) => (
					<li key={d.id}>
						<button type="button" onClick={() => give({ department: d.id })}>
							<bdi>{d.name}</bdi>
						</button>
					</li>
				))}
			</ul>
		</div>
	);
}

interface Colleague {
	readonly id: string;
	readonly name: string;
	readonly status: string;
	readonly ongoing: number;
}

/** Those who are at work, but for oneself; who is online and has the least to do comes first. */
function useColleagues(): Colleague[] {
	const me = useSession((s) => s.you);
	const names = new Map(
		(useAgents().data ?? []).map((a) => [a.id, a.displayName === "" ? a.email : a.displayName]),
	);
	const rank = (c: Colleague) => (c.status === "Online" ? 0 : 1);
	return (useAtWork().data ?? [])
		.filter((a) => a.id !== me && a.status !== "Offline")
		.map((a) => ({ id: a.id, name: names.get(a.id) ?? a.id, status: a.status, ongoing: a.ongoingChats }))
		.sort((a, b) => rank(a) - rank(b) || a.ongoing - b.ongoing || a.name.localeCompare(b.name));
}
