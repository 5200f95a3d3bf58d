// What leads to the next step.
import { Button } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";

interface Props {
	readonly next: () => void;
	/** The step is done, and this is what is left to do. */
	readonly main?: boolean;
}

/** A button that does. */
export function Next({ next, main = false }: Props) {
	const t = useTexts("start");
	return (
		<Button variant={main ? "filled" : "default"} onClick={next}>
			{t(main ? "start.next" : "start.skip")}
		</Button>
	);
}
