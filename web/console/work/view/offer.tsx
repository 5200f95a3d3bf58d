// A chat that the agent is asked to take, for as long as the offer lasts.
import { Button } from "@mantine/core";
import { useFormat, useNow } from "../../run/format.ts";
import { command, useSession } from "../../run/live.ts";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import type { Item } from "../model/lists.ts";
import { useOpen } from "../run/open.ts";
import { Mark, Name } from "./person.tsx";

/** Asks, and counts down. */
export function Offer({ item }: { readonly item: Item }) {
	const t = useTexts("work");
	const open = useOpen();
	const { chat, part } = item;
	const answered = useSession((s) => s.box.some((w) => w.command["chat"] === chat));
	const accept = () => {
		command("accept", { chat });
		open(chat);
	};
	const refuse = () => command("refuse", { chat });
	useShortcut("a", t("act.accept"), t("work.title"), accept, !answered);
	useShortcut("x", t("act.refuse"), t("work.title"), refuse, !answered);
	const from = item.state === "active";
	return (
		<div className="offer">
			<Mark id={part.visitor.id} name={part.visitor.name} />
			<span className="who">
				<Name name={part.visitor.name} />
			</span>
			<Left until={part.offeredUntil} />
			<span className="said">
				<bdi>{from ? t("news.transfer") : part.page.title || part.visitor.email || t("news.offer")}</bdi>
			</span>
			<span className="buttons">
				<Button size="compact-sm" onClick={accept} disabled={answered}>
					{t("act.accept")}
				</Button>
				<Button size="compact-sm" variant="default" onClick={refuse} disabled={answered}>
					{t("act.refuse")}
				</Button>
			</span>
		</div>
	);
}

function Left({ until }: { readonly until: number }) {
	const format = useFormat();
	const now = useNow();
	const left = Math.max(0, until - now);
	return (
		<span className="left" data-urgent={left < 10_000}>
			{format.span(left)}
		</span>
	);
}
