// A list whose order counts: each entry is moved up and down by its buttons, which keep the
// focus, so that one goes on by keyboard.
//
//	<Ordered label={t("fields")} list={fields} nameOf={(f) => f.name} change={setFields}>
//		{(field, at) => <TextInput … />}
//	</Ordered>
import { ActionIcon, Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { moved } from "../model/order.ts";

interface Props<T> {
	readonly label: string;
	readonly list: readonly T[];
	/** The same for an entry wherever it stands; its place where it has none, and then nothing is to be typed in it. */
	readonly keyOf: (item: T, at: number) => string;
	readonly nameOf: (item: T) => string;
	readonly change: (list: readonly T[]) => void;
	/** Entries can be taken out. */
	readonly canRemove?: boolean;
	/** Puts one more at the end. */
	readonly add?: () => void;
	readonly children: (item: T, at: number) => ReactNode;
}

/** The list. */
export function Ordered<T>(props: Props<T>) {
	const { label, list, keyOf, change, add } = props;
	const t = useTexts("settings");
	const frame = useRef<HTMLOListElement>(null);
	const [went, setWent] = useState<{ readonly key: string; readonly by: 1 | -1 } | undefined>(undefined);
	useLayoutEffect(() => {
		if (went !== undefined) {
			const buttons = frame.current?.querySelectorAll<HTMLButtonElement>(
				`[data-entry="${CSS.escape(went.key)}"] [data-moves]:not(:disabled)`,
			);
			(went.by < 0 ? buttons?.[0] : buttons?.[buttons.length - 1])?.focus();
		}
	}, [went]);
	return (
		<>
			<ol className="ordered" aria-label={label} ref={frame}>
				{list.map((item, at) => (
					<Entry
						key={keyOf(item, at)}
						{...props}
						item={item}
						at={at}
						move={(by) => {
							change(moved(list, at, at + by));
							setWent({ key: keyOf(item, at), by });
						}}
					/>
				))}
			</ol>
			{add !== undefined && (
				<Button
					variant="default"
					size="compact-md"
					className="addone"
					leftSection={<IconPlus size={16} aria-hidden />}
					aria-label={`${t("act.add")}: ${label}`}
					onClick={add}
				>
					{t("act.add")}
				</Button>
			)}
		</>
	);
}

interface EntryProps<T> extends Props<T> {
	readonly item: T;
	readonly at: number;
	readonly move: (by: 1 | -1) => void;
}

function Entry<T>(props: EntryProps<T>) {
	const { item, at, list, keyOf, nameOf, change, move, canRemove = false, children } = props;
	const t = useTexts("settings");
	const name = nameOf(item);
	return (
		<li data-entry={keyOf(item, at)}>
			<div className="entry">{children(item, at)}</div>
			<span className="entrytools">
				<Tool
					text={t("act.up", { name })}
					icon={IconArrowUp}
					moves
					disabled={at === 0}
					act={() => move(-1)}
				/>
				<Tool
					text={t("act.down", { name })}
					icon={IconArrowDown}
					moves
					disabled={at === list.length - 1}
					act={() => move(1)}
				/>
				{canRemove && (
					<Tool text={t("act.removeOf", { name })} icon={IconX} act={() => change(list.toSpliced(at, 1))} />
				)}
			</span>
		</li>
	);
}

interface ToolProps {
	readonly text: string;
	readonly icon: typeof IconX;
	readonly act: () => void;
	readonly disabled?: boolean;
	readonly moves?: boolean;
}

function Tool({ text, icon: Icon, act, disabled = false, moves = false }: ToolProps) {
	return (
		<ActionIcon
			variant="subtle"
			color="gray"
			aria-label={text}
			disabled={disabled}
			data-moves={moves || undefined}
			onClick={act}
		>
			<Icon size={16} aria-hidden />
		</ActionIcon>
	);
}
