// One chat in the lists.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconEye, IconUserPlus } from "@tabler/icons-react";
import { memo } from "react";
import { useFormat, useNow } from "../../run/format.ts";
import { command } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import type { Item } from "../model/lists.ts";
import type { Seen } from "../model/visitors.ts";
import { useOpen } from "../run/open.ts";
import { Mark, Name } from "./person.tsx";

const late = 60_000; // ms that a visitor waits for an answer before it stands out

/** A chat that the agent takes part in. */
export const ChatRow = memo(function ChatRow({
	item,
	chosen,
}: {
	readonly item: Item;
	readonly chosen: boolean;
}) {
	const t = useTexts("work");
	const format = useFormat();
	const open = useOpen();
	const now = useNow(10_000);
	const { part, last, unread } = item;
	const waits = item.unanswered === 0 ? 0 : now - item.unanswered;
	return (
		<button
			type="button"
			className="chatrow"
			aria-current={chosen ? "true" : undefined}
			data-unread={unread > 0}
			onClick={() => open(item.chat)}
		>
			<Mark id={part.visitor.id} name={part.visitor.name} dim={item.state === "ended"} />
			<span className="who">
				<Name name={part.visitor.name} />
			</span>
			<span className="when" data-late={waits >= late}>
				{waits >= late
					? format.span(waits)
					: last === undefined
						? ""
						: format.short(Date.parse(last.time), now)}
			</span>
			<span className="said">
				<bdi>{item.typing ? t("chat.types") : saidIn(item, t)}</bdi>
			</span>
			{unread > 0 && (
				<span className="badge">
					{unread}
					<span className="unseen">{t("chat.unread", { count: unread })}</span>
				</span>
			)}
			{unread === 0 && item.due && <span className="badge due">{t("wrapup.due")}</span>}
		</button>
	);
});

function saidIn({ last }: Item, t: ReturnType<typeof useTexts<"work">>): string {
	if (last === undefined) {
		return t("chat.nothing");
	}
	const text = last.file === undefined ? last.text : last.file.name;
	return last.sender === "visitor" ? text : t("chat.byAgent", { text });
}

/** A chat that the agent takes no part in: it waits, or is somebody else's. */
export const OtherRow = memo(function OtherRow({ seen }: { readonly seen: Seen }) {
	const t = useTexts("work");
	const format = useFormat();
	const open = useOpen();
	const now = useNow(10_000);
	const holder = seen.in?.agent?.name ?? seen.in?.bot?.name;
	const enter = (type: "join" | "watch" | "takeOver") => {
		command(type, { chat: seen.chat });
		open(seen.chat);
	};
	const withBot = seen.in?.state === "bot";
	return (
		<div className="otherrow">
			<Mark id={seen.id} name={seen.name} dim />
			<span className="who">
				<Name name={seen.name} />
			</span>
			<span className="said">
				{holder === undefined
					? t("chat.waits", { time: format.span(now - (seen.in?.requested ?? now)) })
					: t("chat.with", { name: holder })}
			</span>
			<span className="tools">
				<Tool text={t("act.watch")} icon={IconEye} act={() => enter("watch")} />
				{holder !== undefined && (
					<Tool
						text={t(withBot ? "act.takeOver" : "act.join")}
						icon={IconUserPlus}
						act={() => enter(withBot ? "takeOver" : "join")}
					/>
				)}
			</span>
		</div>
	);
});

interface ToolProps {
	readonly text: string;
	readonly icon: typeof IconEye;
	readonly act: () => void;
}

function Tool({ text, icon: Icon, act }: ToolProps) {
	return (
		<Tooltip label={text}>
			<ActionIcon variant="subtle" color="gray" aria-label={text} onClick={act}>
				<Icon size={17} aria-hidden />
			</ActionIcon>
		</Tooltip>
	);
}
