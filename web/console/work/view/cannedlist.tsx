// The list of canned messages. The focus stays in the field beside it, which hands on its keys.
import { useEffect, useId, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { type CannedGroup, cannedGroups, moved } from "../model/canned.ts";
import { useCanned } from "../run/canned.ts";
import "./canned.css";

/** How wide the list is, as a Popover takes it. */
export const cannedWidth = "min(400px, calc(100vw - 32px))";

/** What fits, and which of it Enter takes. */
export interface FoundCanned {
	/** Of the list. */
	readonly id: string;
	readonly groups: readonly CannedGroup[];
	/** The id of the option that Enter takes. */
	readonly active: string | undefined;
	readonly waits: boolean;
	readonly failed: boolean;
	readonly choose: (text: string) => void;
	/** Takes a key, and tells whether it was one of the list's. */
	readonly press: (key: string) => boolean;
}

/** Looks for what is wanted; undefined while nothing is, and then nothing is read. */
export function useFound(wanted: string | undefined, choose: (text: string) => void): FoundCanned {
	const id = useId();
	const { data, isLoading: waits, isError: failed } = useCanned(wanted !== undefined);
	const [place, setPlace] = useState({ wanted, at: 0 });
	const groups = wanted === undefined ? [] : cannedGroups(data ?? [], wanted);
	const all = groups.flatMap((g) => g.messages);
	const at = place.wanted === wanted ? Math.min(place.at, all.length - 1) : 0;
	const current = all[at];
	const active = current === undefined ? undefined : optionId(id, current.id);
	const press = (key: string) => {
		const next = moved(at, all.length, key);
		if (next !== undefined) {
			setPlace({ wanted, at: next });
		} else if ((key === "Enter" || key === "Tab") && current !== undefined) {
			choose(current.text);
		} else {
			return key === "Enter" && waits; // what was typed is not to be sent for being fast
		}
		return true;
	};
	return { id, groups, active, waits, failed, choose, press };
}

const optionId = (list: string, message: string) => `${list}-${message}`;

/** The list. */
export function CannedList({ found }: { readonly found: FoundCanned }) {
	const t = useTexts("work");
	const { id, groups, active, waits, choose } = found;
	const count = groups.reduce((sum, g) => sum + g.messages.length, 0);
	useEffect(() => {
		if (active !== undefined) {
			reveal(document.getElementById(active));
		}
	}, [active]);
	return (
		<>
			<div role="listbox" id={id} className="canned" aria-label={t("canned.title")} tabIndex={-1}>
				{groups.map((g) => (
					// biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list box
					<div role="group" key={g.category} aria-label={g.category || t("canned.other")}>
						<div className="category" aria-hidden>
							{g.category || t("canned.other")}
						</div>
						{g.messages.map((m) => (
							<div
								role="option"
								key={m.id}
								id={optionId(id, m.id)}
								tabIndex={-1}
								aria-selected={active === optionId(id, m.id)}
								onPointerDown={(e) => e.preventDefault()}
								onMouseDown={(e) => e.preventDefault()} // the field keeps the focus
								onClick={() => choose(m.text)}
								onKeyDown={undefined}
							>
								<bdi className="shortcut">/{m.shortcut}</bdi>
								<bdi className="text">{m.text}</bdi>
							</div>
						))}
					</div>
				))}
			</div>
			<p className={waits ? "quiet" : "unseen"} role="status">
				{waits ? t("canned.waits") : t("canned.found", { count })}
			</p>
		</>
	);
}

/** Scrolls the list alone: scrollIntoView would move the page as long as the list has no place in it. */
function reveal(option: HTMLElement | null): void {
	const list = option?.closest(".canned");
	if (list && option) {
		const { offsetTop: top, offsetHeight: height } = option;
		list.scrollTop = Math.max(Math.min(list.scrollTop, top), top + height - list.clientHeight);
	}
}
