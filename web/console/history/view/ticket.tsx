// Attaching a chat to a ticket: one that there is, or a new one.
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import type { ToTicket } from "../run/record.ts";
import "./dialog.css";
import { Refusal } from "./refusal.tsx";

interface TicketProps {
	/** Attaches, or promises to. */
	readonly attach: (to: ToTicket) => Promise<unknown>;
	/** What is to be known before. */
	readonly lead?: string;
	readonly opened: boolean;
	readonly close: () => void;
}

/** Asks which ticket. */
export function TicketDialog({ attach, lead, opened, close }: TicketProps) {
	const t = useTexts("history");
	const [ticket, setTicket] = useState("");
	const [subject, setSubject] = useState("");
	const { data: tickets = [] } = useQuery({
		queryKey: ["tickets"],
		queryFn: async () => held(await api.GET("/livechat/tickets", { params: { query: { pageSize: 500 } } })),
		enabled: opened,
	});
	const store = useMutation({ mutationFn: attach });
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("ticket.title")}
			closeButtonProps={{ "aria-label": t("history.close") }}
		>
			<form
				className="formdialog"
				onSubmit={(e) => {
					e.preventDefault();
					store.mutate(ticket === "" ? { subject } : { ticket: Number(ticket) }, { onSuccess: close });
				}}
			>
				{lead !== undefined && <p>{lead}</p>}
				<NativeSelect
					label={t("ticket.which")}
					value={ticket}
					onChange={(e) => setTicket(e.currentTarget.value)}
					data-autofocus
				>
					<option value="">{t("ticket.new")}</option>
					{tickets.toReversed().map((one) => (
						<option key={one.id} value={one.id}>
							{`#${one.id} ${one.subject}`}
						</option>
					))}
				</NativeSelect>
				{ticket === "" && (
					<TextInput
						label={t("ticket.subject")}
						value={subject}
						maxLength={200}
						onChange={(e) => setSubject(e.currentTarget.value)}
					/>
				)}
				{store.error !== null && <Refusal error={store.error} />}
				<div className="actions">
					<Button variant="default" onClick={close}>
						{t("history.cancel")}
					</Button>
					<Button type="submit" loading={store.isPending} disabled={ticket === "" && subject.trim() === ""}>
						{t("ticket.attach")}
					</Button>
				</div>
			</form>
		</Modal>
	);
}
