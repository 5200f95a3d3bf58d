// The chat that is chosen: what is said, and where one writes.
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
	IconArrowLeft,
	IconArrowsRightLeft,
	IconBan,
	IconCheck,
	IconDots,
	IconInfoCircle,
	IconLogout2,
	IconPlayerStop,
	IconTicket,
	IconUserPlus,
} from "@tabler/icons-react";
import { Suspense, useState } from "react";
import { command, useSession } from "../../run/live.ts";
import { prefer, usePreferences } from "../../run/preferences.ts";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import { later } from "../../view/later.tsx";
import { partOf } from "../model/part.ts";
import { useOpen } from "../run/open.ts";
import { putAway, useTimeline, useWork } from "../run/store.ts";
import { attachChat } from "../run/tickets.ts";
import { BanDialog } from "./bandialog.tsx";
import { ChosenTicket } from "./chosenticket.tsx";
import { Composer } from "./composer.tsx";
import { EndDialog } from "./enddialog.tsx";
import { Log } from "./log.tsx";
import { Name } from "./person.tsx";
import { TransferDialog } from "./transferdialog.tsx";

const TicketDialog = later(async () => (await import("../../history/view/ticket.tsx")).TicketDialog);

type Dialog = "end" | "transfer" | "ban" | "ticket" | undefined;

/** A chat. */
export function Conversation({ chat }: { readonly chat: string }) {
	const t = useTexts("work");
	const timeline = useTimeline(chat);
	const [dialog, setDialog] = useState<Dialog>(undefined);
	if (timeline === undefined) {
		return null;
	}
	const part = partOf(timeline.state);
	const close = () => setDialog(undefined);
	const name = part.visitor.name === "" ? t("visitor.unnamed") : part.visitor.name;
	return (
		<section className="conversation" aria-label={t("chat.title", { name })}>
			<Head chat={chat} ask={setDialog} />
			<Log timeline={timeline} />
			<ChosenTicket chat={chat} />
			<Foot chat={chat} attach={() => setDialog("ticket")} />
			<EndDialog chat={chat} name={name} opened={dialog === "end"} close={close} />
			<TransferDialog chat={chat} opened={dialog === "transfer"} close={close} />
			<BanDialog chat={chat} name={name} opened={dialog === "ban"} close={close} />
			{dialog === "ticket" && (
				<Suspense fallback={null}>
					<TicketDialog
						attach={(to) => attachChat(chat, to)}
						{...(part.record > 0 ? {} : { lead: t("ticket.atEnd") })}
						opened
						close={close}
					/>
				</Suspense>
			)}
		</section>
	);
}

interface HeadProps {
	readonly chat: string;
	readonly ask: (dialog: Dialog) => void;
}

function Head({ chat, ask }: HeadProps) {
	const t = useTexts("work");
	const open = useOpen();
	const state = useTimeline(chat)?.state;
	const part = partOf(state);
	const details = usePreferences((p) => p.details);
	const group = t("key.inChat");
	const running = state?.state === "active" || state?.state === "bot";
	const holds = part.role === "holder" && running;
	const beside = part.role === "joined" || part.role === "watching";
	useShortcut("t", t("act.transfer"), group, () => ask("transfer"), holds);
	useShortcut("e", t("act.end"), group, () => ask("end"), holds);
	return (
		<header className="head">
			<ActionIcon
				className="back"
				variant="subtle"
				color="gray"
				aria-label={t("key.back")}
				onClick={() => open("")}
			>
				<IconArrowLeft size={18} aria-hidden />
			</ActionIcon>
			<h2>
				<Name name={part.visitor.name} />
				<Standing chat={chat} />
			</h2>
			{holds && (
				<>
					<Act text={t("act.transfer")} icon={IconArrowsRightLeft} act={() => ask("transfer")} />
					<Act text={t("act.end")} icon={IconPlayerStop} act={() => ask("end")} />
					<More ask={ask} holds />
				</>
			)}
			{beside && running && part.role === "watching" && (
				<Act text={t("act.join")} icon={IconUserPlus} act={() => command("join", { chat })} />
			)}
			{beside && running && <More ask={ask} holds={false} />}
			{beside && running && (
				<Act text={t("act.leave")} icon={IconLogout2} act={() => command("leave", { chat })} />
			)}
			<Tooltip label={t("key.details")}>
				<ActionIcon
					variant={details ? "light" : "subtle"}
					color="gray"
					aria-label={t("key.details")}
					aria-pressed={details}
					onClick={() => prefer({ details: !details })}
				>
					<IconInfoCircle size={18} aria-hidden />
				</ActionIcon>
			</Tooltip>
		</header>
	);
}

interface ActProps {
	readonly text: string;
	readonly icon: typeof IconBan;
	readonly act: () => void;
}

function Act({ text, icon: Icon, act }: ActProps) {
	return (
		<Button
			size="compact-sm"
			variant="default"
			leftSection={<Icon size={16} aria-hidden />}
			onClick={act}
			className="act"
		>
			{text}
		</Button>
	);
}

function More({ ask, holds }: Pick<HeadProps, "ask"> & { readonly holds: boolean }) {
	const t = useTexts("work");
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" aria-label={t("act.more")}>
					<IconDots size={18} aria-hidden />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item leftSection={<IconTicket size={16} aria-hidden />} onClick={() => ask("ticket")}>
					{t("act.ticket")}
				</Menu.Item>
				{holds && (
					<Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => ask("ban")}>
						{t("act.ban")}
					</Menu.Item>
				)}
			</Menu.Dropdown>
		</Menu>
	);
}

/** Who has the chat, when that is somebody else, and who stands beside. */
function Standing({ chat }: { readonly chat: string }) {
	const t = useTexts("work");
	const me = useSession((s) => s.you);
	const state = useTimeline(chat)?.state;
	const part = partOf(state);
	const said: string[] = [];
	if (state?.state === "ended") {
		said.push(t("chat.ended"));
	} else if (state !== undefined && state.agentId !== me && state.agentName !== "") {
		said.push(t("chat.with", { name: state.agentName }));
	} else if (state?.state === "bot") {
		said.push(t("chat.with", { name: state.botName }));
	}
	if (part.role === "watching") {
		said.push(t("chat.watching"));
	}
	const asked = part.role === "holder" ? part.offeredTo : undefined;
	if (asked !== undefined) {
		said.push(t("chat.asked", { name: asked.name }));
	}
	const others = part.beside.filter((p) => p.id !== me).map((p) => p.name);
	if (others.length > 0) {
		said.push(t("chat.beside", { names: others.join(", ") }));
	}
	return said.length === 0 ? null : <small>{said.join(" · ")}</small>;
}

/** Where one writes, or what is left to do after the end. */
function Foot({ chat, attach }: { readonly chat: string; readonly attach: () => void }) {
	const t = useTexts("work");
	const state = useTimeline(chat)?.state;
	const due = useWork((w) => w.wrapups.get(chat)?.due ?? false);
	const details = usePreferences((p) => p.details);
	const { role } = partOf(state);
	const ended = state?.state === "ended";
	const open = useOpen();
	const done = () => {
		putAway(chat);
		open("");
	};
	useShortcut("z", t("act.done"), t("key.inChat"), done, ended);
	if (ended) {
		return (
			<footer className="after">
				<span>{t(due ? "wrapup.dueLong" : "chat.ended")}</span>
				<span className="apart" />
				{due && !details && (
					<Button size="compact-md" onClick={() => prefer({ details: true })}>
						{t("wrapup.due")}
					</Button>
				)}
				<Act text={t("act.ticket")} icon={IconTicket} act={attach} />
				<Button
					size="compact-md"
					variant={due ? "default" : "filled"}
					leftSection={<IconCheck size={16} aria-hidden />}
					onClick={done}
				>
					{t("act.done")}
				</Button>
			</footer>
		);
	}
	if (role === "offered" || role === "") {
		return null;
	}
	return role === "watching" ? (
		<footer className="after">{t("chat.watchingLong")}</footer>
	) : (
		<Composer chat={chat} />
	);
}
