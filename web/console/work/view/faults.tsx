// Commands that the server has not obeyed, in its words.
import { CloseButton } from "@mantine/core";
import { useEffect } from "react";
import { useTexts } from "../../run/texts.ts";
import { change, useWork } from "../run/store.ts";

const shownFor = 10_000; // ms

/** Tells them, for a while. */
export function Faults() {
	const t = useTexts("shell");
	const faults = useWork((w) => w.faults);
	const oldest = faults[0]?.id;
	useEffect(() => {
		if (oldest === undefined) {
			return;
		}
		const timer = setTimeout(() => drop(oldest), shownFor);
		return () => clearTimeout(timer);
	}, [oldest]);
	return (
		<div className="faults" role="alert">
			{faults.map((f) => (
				<div key={f.id}>
					<span>{f.message}</span>
					<CloseButton size="sm" aria-label={t("shell.close")} onClick={() => drop(f.id)} />
				</div>
			))}
		</div>
	);
}

function drop(id: string): void {
	change((w) => ({ faults: w.faults.filter((f) => f.id !== id) }));
}
