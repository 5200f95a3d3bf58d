// The button that opens the canned messages, with a field to search them.
import { ActionIcon, Popover, TextInput } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { CannedList, cannedWidth, useFound } from "./cannedlist.tsx";

interface Props {
	readonly choose: (text: string) => void;
	/** Leads back to where one writes. */
	readonly focus: () => void;
}

/** Opens and closes the list. */
export function CannedButton({ choose, focus }: Props) {
	const t = useTexts("work");
	const [opened, setOpened] = useState(false);
	const close = () => {
		setOpened(false);
		focus();
	};
	return (
		<Popover
			opened={opened}
			onChange={setOpened}
			trapFocus
			closeOnEscape={false}
			width={cannedWidth}
			position="top-start"
		>
			<Popover.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={t("canned.title")}
					onClick={() => setOpened(!opened)}
				>
					<IconMessages size={18} aria-hidden />
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown aria-label={t("canned.title")} className="cannedframe">
				<Search
					close={close}
					choose={(text) => {
						setOpened(false);
						choose(text);
					}}
				/>
			</Popover.Dropdown>
		</Popover>
	);
}

interface SearchProps {
	readonly choose: (text: string) => void;
	readonly close: () => void;
}

function Search({ choose, close }: SearchProps) {
	const t = useTexts("work");
	const [wanted, setWanted] = useState("");
	const found = useFound(wanted, choose);
	const { id, active, waits, failed, press } = found;
	return (
		<>
			<TextInput
				data-autofocus
				role="combobox"
				aria-autocomplete="list"
				aria-expanded={active !== undefined}
				aria-controls={id}
				aria-activedescendant={active}
				aria-label={t("canned.find")}
				placeholder={t("canned.find")}
				value={wanted}
				onChange={(e) => setWanted(e.currentTarget.value)}
				onKeyDown={(e) => {
					if (e.nativeEvent.isComposing || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) {
						return;
					}
					if (e.key === "Escape") {
						e.preventDefault();
						close();
					} else if (press(e.key)) {
						e.preventDefault();
					}
				}}
			/>
			<CannedList found={found} />
			{active === undefined && !waits && !failed && <p className="quiet">{t("canned.none")}</p>}
			{failed && (
				<p className="problem" role="alert">
					{t("canned.failed")}
				</p>
			)}
		</>
	);
}
