// Asks before changes are lost that are not saved.
import { Button, Modal } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTexts } from "../../run/texts.ts";

/** Holds back whoever leaves the page, as long as it holds. */
export function Guard({ holds }: { readonly holds: boolean }) {
	const t = useTexts("settings");
	const shell = useTexts("shell");
	const { status, proceed, reset } = useBlocker({
		shouldBlockFn: () => holds,
		enableBeforeUnload: () => holds,
		withResolver: true,
	});
	return (
		<Modal
			opened={status === "blocked"}
			onClose={() => reset?.()}
			title={t("form.leave")}
			closeButtonProps={{ "aria-label": shell("shell.close") }}
		>
			<p>{t("form.leaveLead")}</p>
			<div className="dialogtools">
				<Button variant="default" onClick={reset} data-autofocus>
					{t("form.stay")}
				</Button>
				<Button color="red.8" onClick={proceed}>
					{t("act.discard")}
				</Button>
			</div>
		</Modal>
	);
}
