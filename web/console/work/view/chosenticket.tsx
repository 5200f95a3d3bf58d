// What a chat is attached to when it ends.
import { Button } from "@mantine/core";
import { IconTicket } from "@tabler/icons-react";
import { useTexts } from "../../run/texts.ts";
import { partOf } from "../model/part.ts";
import { useTimeline } from "../run/store.ts";
import { dropTicket } from "../run/tickets.ts";

/** Says it to all agents in the chat; any of them takes it back before the end. */
export function ChosenTicket({ chat }: { readonly chat: string }) {
	const t = useTexts("work");
	const { ticket, record } = partOf(useTimeline(chat)?.state);
	// It is there without a ticket as well, so that a screen reader tells what comes into it.
	return (
		<div className="chosenticket" role="status">
			{ticket !== undefined && (
				<>
					<IconTicket size={16} aria-hidden />
					<bdi>
						{record > 0
							? t("ticket.attached", { ticket: `#${ticket.id}` })
							: ticket.id > 0
								? t("ticket.chosen", { ticket: `#${ticket.id}` })
								: t("ticket.chosenNew", { subject: ticket.subject })}
					</bdi>
					{record === 0 && (
						<Button size="compact-sm" variant="subtle" onClick={() => dropTicket(chat)}>
							{t("ticket.takeBack")}
						</Button>
					)}
				</>
			)}
		</div>
	);
}
