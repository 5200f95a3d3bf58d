// One's own status: there, away for a reason of one's own, or gone; and how many chats at a time.
import { Button, Menu, Modal, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { prefer, usePreferences } from "../../run/preferences.ts";
import { useTexts } from "../../run/texts.ts";
import { mayNotify } from "../run/bell.ts";
import { setStatus, useWork } from "../run/store.ts";

const fixed = ["Online", "Away", "Offline"] as const;
const lengthAtMost = 50; // characters of a name of one's own, as the server takes them
const keptAtMost = 6;
const places = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20];

/** The status, and a menu to change it. */
export function OwnStatus() {
	const t = useTexts("work");
	const { status, max } = useWork();
	const { away, sound, desktop } = usePreferences();
	const [asked, setAsked] = useState(false);
	const ask = () => setAsked(true);
	const name = (s: string) => (isFixed(s) ? t(`status.${s}`) : s);
	const choose = (s: string) => setStatus(s, max);
	return (
		<>
			<Menu position="bottom-start" width={250}>
				<Menu.Target>
					<Button
						className="ownstatus"
						variant="subtle"
						color="gray"
						size="compact-md"
						leftSection={<span className="dot" data-status={kindOf(status)} />}
						rightSection={<IconChevronDown size={14} aria-hidden />}
					>
						<span className="unseen">{t("status.own")}</span>{" "}
						<bdi>{status === "" ? t("status.unknown") : name(status)}</bdi>
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.RadioGroup value={status} onChange={choose}>
						{[...fixed.slice(0, 2), ...away, "Offline"].map((s) => (
							<Menu.RadioItem key={s} value={s} closeMenuOnClick>
								<span className="dot" data-status={kindOf(s)} /> <bdi>{name(s)}</bdi>
							</Menu.RadioItem>
						))}
					</Menu.RadioGroup>
					<Menu.Item onClick={ask}>{t("status.custom")}</Menu.Item>
					<Menu.Divider />
					<Menu.Sub>
						<Menu.Sub.Target>
							<Menu.Sub.Item>{t("status.max", { count: max })}</Menu.Sub.Item>
						</Menu.Sub.Target>
						<Menu.Sub.Dropdown>
							<Menu.RadioGroup value={String(max)} onChange={(n) => setStatus(status, Number(n))}>
								{places.map((n) => (
									<Menu.RadioItem key={n} value={String(n)}>
										{n}
									</Menu.RadioItem>
								))}
							</Menu.RadioGroup>
						</Menu.Sub.Dropdown>
					</Menu.Sub>
					<Menu.Divider />
					<Menu.CheckboxItem checked={sound} onChange={(on) => prefer({ sound: on })}>
						{t("bell.sound")}
					</Menu.CheckboxItem>
					<Menu.CheckboxItem
						checked={desktop}
						onChange={(on) =>
							void (on ? mayNotify().then((may) => prefer({ desktop: may })) : prefer({ desktop: false }))
						}
					>
						{t("bell.desktop")}
					</Menu.CheckboxItem>
				</Menu.Dropdown>
			</Menu>
			<AwayDialog opened={asked} close={() => setAsked(false)} choose={choose} />
		</>
	);
}

interface AwayProps {
	readonly opened: boolean;
	readonly close: () => void;
	readonly choose: (status: string) => void;
}

/** Asks for a reason of one's own; it is in the menu from then on. */
function AwayDialog({ opened, close, choose }: AwayProps) {
	const t = useTexts("work");
	const shell = useTexts("shell");
	const [own, setOwn] = useState("");
	const submit = () => {
		const text = own.trim();
		if (text !== "") {
			const { away } = usePreferences.getState();
			prefer({ away: [text, ...away.filter((a) => a !== text)].slice(0, keptAtMost) });
			choose(text);
			setOwn("");
			close();
		}
	};
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("status.custom")}
			closeButtonProps={{ "aria-label": shell("shell.close") }}
		>
			<form
				className="dialogform"
				onSubmit={(e) => {
					e.preventDefault();
					submit();
				}}
			>
				<TextInput
					data-autofocus
					label={t("status.reason")}
					maxLength={lengthAtMost}
					value={own}
					onChange={(e) => setOwn(e.currentTarget.value)}
				/>
				<Button type="submit" disabled={own.trim() === ""}>
					{t("status.set")}
				</Button>
			</form>
		</Modal>
	);
}

function isFixed(s: string): s is (typeof fixed)[number] {
	return (fixed as readonly string[]).includes(s);
}

function kindOf(s: string): string {
	return s === "Online" ? "online" : s === "Offline" || s === "" ? "offline" : "away";
}
