// A button that does something only when one has agreed to what it means.
import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "./refusal.tsx";

interface Props {
	/** What the button says, and the one that agrees. */
	readonly text: string;
	/** The question. */
	readonly title: string;
	/** What it means. */
	readonly children: ReactNode;
	readonly icon?: ReactNode;
	/** It cannot be taken back. */
	readonly isGrave?: boolean;
	readonly act: () => Promise<unknown>;
	/** Called when it is done. */
	readonly done: () => void;
}

/** The button with the question behind it. What the server says against it is shown there. */
export function ConfirmButton(props: Props) {
	const { text, title, children, icon, isGrave = false, act, done } = props;
	const t = useTexts("settings");
	const shell = useTexts("shell");
	const [asked, setAsked] = useState(false);
	const run = useMutation({
		mutationFn: act,
		onSuccess: () => {
			setAsked(false);
			done();
		},
	});
	const close = () => {
		setAsked(false);
		run.reset();
	};
	return (
		<>
			<Button
				variant={isGrave ? "subtle" : "default"}
				color="gray"
				className={isGrave ? "danger" : undefined}
				leftSection={icon}
				onClick={() => setAsked(true)}
			>
				{text}
			</Button>
			<Modal
				opened={asked}
				onClose={close}
				title={title}
				closeButtonProps={{ "aria-label": shell("shell.close") }}
			>
				<div className="question">
					{children}
					<Refusal error={run.error} />
				</div>
				<div className="dialogtools">
					<Button variant="default" onClick={close} data-autofocus>
						{t("act.cancel")}
					</Button>
					<Button color={isGrave ? "red.8" : "parley"} loading={run.isPending} onClick={() => run.mutate()}>
						{text}
					</Button>
				</div>
			</Modal>
		</>
	);
}
