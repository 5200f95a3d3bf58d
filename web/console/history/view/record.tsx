// The record of one chat: what was said, and everything that is known of it.
import { Button, Menu } from "@mantine/core";
import { IconArrowLeft, IconDownload, IconPrinter, IconTicket, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "../../run/texts.ts";
import type { Address } from "../model/address.ts";
import { fileNameFor, transcriptOf } from "../model/transcript.ts";
import { attach, type ToTicket, useChange, useRecord, type Whole } from "../run/record.ts";
import { useSaid } from "../run/said.ts";
import { saveText } from "../run/saving.ts";
import { DeleteDialog, deleteAll, useMayDelete } from "./delete.tsx";
import { Facts, useFacts } from "./facts.tsx";
import { Refusal } from "./refusal.tsx";
import { TicketDialog } from "./ticket.tsx";
import { Transcript } from "./transcript.tsx";

interface RecordProps {
	readonly id: string;
	/** The search that led here. */
	readonly back: Address;
}

/** Shows a record. */
export function Record({ id, back }: RecordProps) {
	const t = useTexts("history");
	const { data: chat, error, isPending, refetch } = useRecord(id);
	return (
		<article className="record" aria-labelledby="record-title">
			<header className="recordhead">
				<Link to="/history" search={{ ...back }} className="recordback">
					<IconArrowLeft size={18} aria-hidden />
					{t("record.back")}
				</Link>
				<h1 id="record-title">{t("record.title", { id })}</h1>
				<div className="apart" />
				{chat !== undefined && <Tools chat={chat} back={back} />}
			</header>
			{isPending && <p role="status">{t("history.searching")}</p>}
			{error !== null && <Refusal error={error} again={() => void refetch()} />}
			{chat !== undefined && (
				<div className="recordbody">
					<Transcript chat={chat} />
					<Facts chat={chat} />
				</div>
			)}
		</article>
	);
}

function Tools({ chat, back }: { readonly chat: Whole; readonly back: Address }) {
	const t = useTexts("history");
	const go = useNavigate();
	const [asking, setAsking] = useState(false);
	const [attaching, setAttaching] = useState(false);
	const attached = useChange(String(chat.id), (to: ToTicket) => attach(chat, to));
	return (
		<div className="recordtools">
			<Button
				variant="default"
				leftSection={<IconTicket size={16} aria-hidden />}
				onClick={() => setAttaching(true)}
			>
				{t("ticket.attach")}
			</Button>
			<Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>
				{t("record.print")}
			</Button>
			<Downloads chat={chat} />
			{useMayDelete() && (
				<Button
					variant="default"
					leftSection={<IconTrash size={16} aria-hidden />}
					onClick={() => setAsking(true)}
				>
					{t("delete.title")}
				</Button>
			)}
			<TicketDialog attach={attached.mutateAsync} opened={attaching} close={() => setAttaching(false)} />
			<DeleteDialog
				opened={asking}
				close={() => setAsking(false)}
				count={1}
				remove={async () => {
					await deleteAll([chat.id]);
					await go({ to: "/history", search: { ...back } });
				}}
			/>
		</div>
	);
}

function Downloads({ chat }: { readonly chat: Whole }) {
	const t = useTexts("history");
	const said = useSaid();
	const facts = useFacts(chat).flatMap((s) => s.facts);
	const asText = () =>
		transcriptOf(chat, {
			title: t("record.title", { id: String(chat.id) }),
			note: t("record.note"),
			sender: said.word,
			time: said.time,
			facts: facts.map((f) => [f.name, f.value] as const),
		});
	return (
		<Menu position="bottom-end" withinPortal={false}>
			<Menu.Target>
				<Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
					{t("record.download")}
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item onClick={() => saveText(fileNameFor(chat.id, "txt"), asText())}>
					{t("record.text")}
				</Menu.Item>
				<Menu.Item
					onClick={() =>
						saveText(fileNameFor(chat.id, "json"), JSON.stringify(chat, undefined, "\t"), "application/json")
					}
				>
					{t("record.json")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
