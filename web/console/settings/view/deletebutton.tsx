// Deletes something for good, and asks before.
import { IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTexts } from "../../run/texts.ts";
import { ConfirmButton } from "./confirm.tsx";

interface Props {
	/** The name of what is deleted. */
	readonly name: string;
	/** What goes with it, or stays. */
	readonly lead?: ReactNode;
	/** Says what the button does, where that is not "Delete". */
	readonly text?: string;
	readonly remove: () => Promise<unknown>;
	/** Called when it is gone. */
	readonly gone: () => void;
}

/** A button with the question behind it. What the server says against it is shown there. */
export function DeleteButton({ name, lead, text, remove, gone }: Props) {
	const t = useTexts("settings");
	return (
		<ConfirmButton
			text={text ?? t("act.delete")}
			title={t("delete.title", { name })}
			icon={<IconTrash size={16} aria-hidden />}
			isGrave
			act={remove}
			done={gone}
		>
			{lead !== undefined && <p>{lead}</p>}
			<p>{t("delete.forGood")}</p>
		</ConfirmButton>
	);
}
