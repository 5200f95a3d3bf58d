// One visitor on the site.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import { useFormat, useNow } from "../../run/format.ts";
import { command, useSession } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import { canInvite, type Seen, statusOf } from "../../work/model/visitors.ts";
import { Mark, Name } from "../../work/view/person.tsx";

interface Props {
	readonly seen: Seen;
	/** Its place in the table, counted from 1 with the heading. */
	readonly index: number;
	readonly invite: (visitor: Seen) => void;
}

/** Who it is, where, since when, and what can be done. */
export const VisitorRow = memo(function VisitorRow({ seen, index, invite }: Props) {
	const t = useTexts("visitors");
	const format = useFormat();
	const now = useNow(5_000);
	return (
		<tr aria-rowindex={index}>
			<td>
				<div className="whom">
					<Mark id={seen.id} name={seen.email === "" && seen.name === seen.ip ? "" : seen.name} />
					<div>
						<Name name={seen.name} />
						<small data-status={statusOf(seen)}>{t(`status.${statusOf(seen)}`)}</small>
					</div>
				</div>
			</td>
			<td>
				<bdi>{seen.page.title || seen.page.url}</bdi>
				<small>
					<bdi>{seen.page.title === "" ? "" : pathOf(seen.page.url)}</bdi>
				</small>
			</td>
			<td>{seen.since === 0 ? "" : format.span(now - seen.since)}</td>
			<td>{seen.visits === 0 ? "" : seen.visits}</td>
			<td>{seen.country}</td>
			<td>
				<bdi>{hostOf(seen.referrer)}</bdi>
			</td>
			<td>
				<bdi>{seen.browser}</bdi>
			</td>
			<td data-column="act">
				<Act seen={seen} invite={invite} />
			</td>
		</tr>
	);
});

function Act({ seen, invite }: Omit<Props, "index">) {
	const t = useTexts("visitors");
	const go = useNavigate();
	const own = useSession((s) => seen.chat !== "" && s.chats.has(seen.chat));
	if (seen.chat !== "") {
		const open = () => {
			if (!own) {
				command("watch", { chat: seen.chat });
			}
			void go({ to: "/work", search: { chat: seen.chat } });
		};
		return (
			<Button size="compact-sm" variant="default" onClick={open}>
				{t(own ? "visitors.open" : "visitors.watch")}
			</Button>
		);
	}
	return canInvite(seen) ? (
		<Button size="compact-sm" variant="light" onClick={() => invite(seen)}>
			{t("invite.act")}
		</Button>
	) : null;
}

function pathOf(url: string): string {
	return URL.canParse(url) ? new URL(url).pathname : url;
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : url;
}
