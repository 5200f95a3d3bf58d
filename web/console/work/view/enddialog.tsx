// Asks before a chat is ended.
import { Button, Modal } from "@mantine/core";
import { command } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";

interface Props {
	readonly chat: string;
	readonly name: string;
	readonly opened: boolean;
	readonly close: () => void;
}

/** Ends the chat, or not. */
export function EndDialog({ chat, name, opened, close }: Props) {
	const t = useTexts("work");
	const shell = useTexts("shell");
	const end = () => {
		command("end", { chat });
		close();
	};
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("end.title")}
			closeButtonProps={{ "aria-label": shell("shell.close") }}
		>
			<p>{t("end.lead", { name })}</p>
			<div className="dialogbuttons">
				<Button variant="default" onClick={close}>
					{t("act.cancel")}
				</Button>
				<Button data-autofocus onClick={end}>
					{t("act.end")}
				</Button>
			</div>
		</Modal>
	);
}
