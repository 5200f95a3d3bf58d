// Deletes something for good, and asks before.
import { Button, Modal } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "./refusal.tsx";

interface Props {
	/** The name of what is deleted. */
	readonly name: string;
	/** What goes with it, or stays. */
	readonly lead?: ReactNode;
	/** Says what the button does, where that is not "Delete". */
	readonly text?: string;
	readonly remove: () => Promise<unknown>;
	/** Done when it is gone. */
	readonly gone: () => void;
}

/** A button with the question behind it. What the server says against it is shown there. */
export function DeleteButton({ name, lead, text, remove, gone }: Props) {
	const t = useTexts("settings");
	const shell = useTexts("shell");
	const [asked, setAsked] = useState(false);
	const run = useMutation({
		mutationFn: remove,
		onSuccess: () => {
			setAsked(false);
			gone();
		},
	});
	const close = () => {
		setAsked(false);
		run.reset();
	};
	return (
		<>
			<Button
				variant="subtle"
				color="gray"
				className="danger"
				leftSection={<IconTrash size={16} aria-hidden />}
				onClick={() => setAsked(true)}
			>
				{text ?? t("act.delete")}
			</Button>
			<Modal
				opened={asked}
				onClose={close}
				title={t("delete.title", { name })}
				closeButtonProps={{ "aria-label": shell("shell.close") }}
			>
				{lead !== undefined && <p>{lead}</p>}
				<p>{t("delete.forGood")}</p>
				<Refusal error={run.error} />
				<div className="dialogtools">
					<Button variant="default" onClick={close} data-autofocus>
						{t("act.cancel")}
					</Button>
					<Button color="red.8" loading={run.isPending} onClick={() => run.mutate()}>
						{text ?? t("act.delete")}
					</Button>
				</div>
			</Modal>
		</>
	);
}
