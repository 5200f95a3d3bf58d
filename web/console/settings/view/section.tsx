// A part of a page below its form, which acts by itself.
import { type ReactNode, useId } from "react";

interface Props {
	readonly title: string;
	readonly lead?: string;
	readonly children: ReactNode;
}

/** The part with its heading. */
export function Section({ title, lead, children }: Props) {
	const id = useId();
	return (
		<section className="section" aria-labelledby={id}>
			<h2 id={id}>{title}</h2>
			{lead !== undefined && <p className="lead">{lead}</p>}
			{children}
		</section>
	);
}
