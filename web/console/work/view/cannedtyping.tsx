// Canned messages while one writes: a slash opens the list, and the keys of the list go before
// those of the field. The field stays a text box, which is all that a textarea may be.
import { Popover } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { type Begun, begunAt } from "../model/canned.ts";
import { CannedList, cannedWidth, type FoundCanned, useFound } from "./cannedlist.tsx";

/** Puts something in the place of a part of what is written. */
export type Place = (more: string, from: number, to: number) => void;

type Field = RefObject<HTMLTextAreaElement | null>;

/** What the field is given, and the list. */
export function useCannedTyping(field: Field, text: string, place: Place) {
	const [caret, setCaret] = useState<number | undefined>(undefined); // undefined while one is elsewhere
	const [closed, setClosed] = useState<number | undefined>(undefined); // the slash whose list was closed
	const typed = caret === undefined ? undefined : begunAt(text, caret);
	if (closed !== undefined && caret !== undefined && typed === undefined) {
		setClosed(undefined);
	}
	const begun = typed?.from === closed ? undefined : typed;
	const found = useFound(begun?.wanted, (chosen) => {
		if (begun !== undefined) {
			const last = begunAt(chosen, chosen.length);
			setClosed(last && begun.from + last.from); // a slash at its end is not for a list
			setCaret(undefined); // until it stands in the new text
			place(chosen, begun.from, begun.from + begun.wanted.length + 1);
		}
	});
	const shown = begun !== undefined && (found.waits || found.active !== undefined);
	const press = (e: KeyboardEvent): boolean => {
		if (!shown || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || e.nativeEvent.isComposing) {
			return false;
		}
		if (e.key === "Escape") {
			setClosed(begun.from);
			return true;
		}
		return found.press(e.key);
	};
	const look = () => {
		const at = field.current;
		setCaret(at !== null && at.selectionStart === at.selectionEnd ? at.selectionStart : undefined);
	};
	return {
		press,
		look,
		leave: () => setCaret(undefined),
		list: shown && <Beneath field={field} text={text} begun={begun} found={found} />,
		aria: {
			"aria-autocomplete": "list",
			...(shown ? { "aria-controls": found.id, "aria-activedescendant": found.active } : {}),
		} as const,
	};
}

interface BeneathProps {
	readonly field: Field;
	readonly text: string;
	readonly begun: Begun;
	readonly found: FoundCanned;
}

/** The list beneath the line in which the slash stands, or above it where there is no room. */
function Beneath({ field, text, begun, found }: BeneathProps) {
	const mirror = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		mirror.current?.scrollTo(0, field.current?.scrollTop ?? 0);
	});
	return (
		<div className="mirror" ref={mirror} dir="auto" aria-hidden>
			{text.slice(0, begun.from)}
			<Popover
				opened
				position="bottom-start"
				width={cannedWidth}
				portalProps={{ target: field.current?.parentElement ?? "body" }} // beside the field, for those who listen
				withRoles={false}
				closeOnEscape={false}
				closeOnClickOutside={false}
			>
				<Popover.Target>
					<span>{text.slice(begun.from, begun.from + 1)}</span>
				</Popover.Target>
				<Popover.Dropdown className="cannedframe">
					<CannedList found={found} />
				</Popover.Dropdown>
			</Popover>
			{text.slice(begun.from + 1)}
		</div>
	);
}
