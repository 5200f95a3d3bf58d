// Asks a visitor to chat.
import { Button, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { command } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import type { Seen } from "../../work/model/visitors.ts";
import { useWork } from "../../work/run/store.ts";

const lengthAtMost = 8_000; // characters, as the server takes them

interface Props {
	/** Undefined while nobody is to be invited. */
	readonly visitor: Seen | undefined;
	readonly close: () => void;
}

/** Lets one write what the visitor reads. */
export function InviteDialog({ visitor, close }: Props) {
	const t = useTexts("visitors");
	const shell = useTexts("shell");
	return (
		<Modal
			opened={visitor !== undefined}
			onClose={close}
			title={t("invite.title", { name: visitor?.name ?? "" })}
			closeButtonProps={{ "aria-label": shell("shell.close") }}
		>
			{visitor !== undefined && <Form visitor={visitor} close={close} />}
		</Modal>
	);
}

function Form({ visitor, close }: { readonly visitor: Seen; readonly close: () => void }) {
	const t = useTexts("visitors");
	const online = useWork((w) => w.status === "Online");
	const [text, setText] = useState(t("invite.usual"));
	return (
		<form
			className="inviteform"
			onSubmit={(e) => {
				e.preventDefault();
				command("invite", { visitor: visitor.id, text: text.trim() });
				close();
			}}
		>
			<Textarea
				data-autofocus
				label={t("invite.text")}
				rows={3}
				maxLength={lengthAtMost}
				value={text}
				onChange={(e) => setText(e.currentTarget.value)}
			/>
			{!online && <p role="status">{t("invite.offline")}</p>}
			<Button type="submit" disabled={!online || text.trim() === ""}>
				{t("invite.send")}
			</Button>
		</form>
	);
}
