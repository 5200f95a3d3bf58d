// A part of the page, with a heading.
import { type ReactNode, type Ref, useId } from "react";

interface Props {
	readonly title: string;
	readonly children: ReactNode;
	/** The heading, which takes the focus when what had it is gone. */
	readonly heading?: Ref<HTMLHeadingElement>;
}

/** A part of the page. */
export function Section({ title, children, heading }: Props) {
	const id = useId();
	return (
		<section aria-labelledby={id}>
			<h2 id={id} ref={heading} tabIndex={-1}>
				{title}
			</h2>
			{children}
		</section>
	);
}
