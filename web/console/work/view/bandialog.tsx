// Keeps a visitor out.
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { command } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";

const durations = [1, 24, 168, 720, 0] as const; // hours; 0 is for good

interface Props {
	readonly chat: string;
	readonly name: string;
	readonly opened: boolean;
	readonly close: () => void;
}

/** Asks for how long and why; the chat ends by it. */
export function BanDialog({ chat, name, opened, close }: Props) {
	const t = useTexts("work");
	const shell = useTexts("shell");
	const [hours, setHours] = useState("24");
	const [reason, setReason] = useState("");
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("ban.title", { name })}
			closeButtonProps={{ "aria-label": shell("shell.close") }}
		>
			<form
				className="dialogform"
				onSubmit={(e) => {
					e.preventDefault();
					command("ban", { chat, hours: Number(hours), reason });
					close();
				}}
			>
				<p>{t("ban.lead")}</p>
				<NativeSelect
					label={t("ban.time")}
					value={hours}
					onChange={(e) => setHours(e.currentTarget.value)}
					data={durations.map((h) => ({ value: String(h), label: t(`ban.${h}`) }))}
				/>
				<TextInput
					label={t("ban.reason")}
					value={reason}
					maxLength={200}
					onChange={(e) => setReason(e.currentTarget.value)}
				/>
				<div className="dialogbuttons">
					<Button variant="default" onClick={close}>
						{t("act.cancel")}
					</Button>
					<Button type="submit" color="red.8">
						{t("act.ban")}
					</Button>
				</div>
			</form>
		</Modal>
	);
}
