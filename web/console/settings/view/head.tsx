// What stands at the top of a page: its name, where it belongs, and what can be done.
import { IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { splatOf } from "../model/place.ts";

interface Props {
	readonly title: ReactNode;
	/** A sentence on what this is for. */
	readonly lead?: ReactNode;
	/** The list that one came from, and its name. */
	readonly back?: { readonly page: string; readonly text: string };
	/** Buttons. */
	readonly children?: ReactNode;
}

/** The head of a page. It has the focus where that was lost with what was clicked. */
export function Head({ title, lead, back, children }: Props) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		if (document.activeElement === document.body || document.activeElement === null) {
			heading.current?.focus({ preventScroll: true });
		}
	}, []);
	return (
		<header className="pagehead">
			<div>
				{back !== undefined && (
					<Link to="/settings/$" params={{ _splat: splatOf(back.page) }} className="back">
						<IconChevronLeft size={16} aria-hidden />
						{back.text}
					</Link>
				)}
				<h1 ref={heading} tabIndex={-1}>
					<bdi>{title}</bdi>
				</h1>
				{lead !== undefined && <p className="lead">{lead}</p>}
			</div>
			<div className="pagetools">{children}</div>
		</header>
	);
}
