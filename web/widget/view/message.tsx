// Messages: bubbles of one side after another, with what became of them.
import type { SentFile } from "../../shared/model/frames.ts";
import type { Upload } from "../../shared/model/uploads.ts";
import { avatarOf } from "../model/avatars.ts";
import type { Bubble, Group } from "../model/lines.ts";
import type { Key } from "../model/words.ts";
import { Avatar } from "./avatar.tsx";
import type { Shown } from "./context.ts";
import { Icon, type IconName } from "./icons.tsx";
import { lazy } from "./lazy.tsx";
import { Linked } from "./linked.tsx";

const Attachment = lazy<Shown & { file: SentFile }>((views) => views.Attachment);
const Refused = lazy<Shown & { bubble: Bubble }>((views) => views.Refused);
const Sending = lazy<Shown & { upload: Upload }>((views) => views.Sending);

/** What one side says without a break. */
export function MessageGroup({ group, last, ...shown }: Shown & { group: Group; last: boolean }) {
	const mine = group.side === "visitor";
	const { read, tag } = shown;
	const name = mine
		? read("chat.you")
		: group.name || read(group.side === "chatBot" ? "chat.bot" : "chat.agent");
	const end = group.bubbles.at(-1);
	return (
		<div class={mine ? "group mine" : "group theirs"}>
			{mine ? null : (
				<Avatar
					name={name}
					bot={group.side === "chatBot"}
					avatar={avatarOf(shown.app, group.by)}
					{...shown}
				/>
			)}
			<div class="bubbles">
				<span class={mine ? "unseen" : "who"}>{name}</span>
				{group.bubbles.map((b) => (
					<Said key={b.key} bubble={b} {...shown} />
				))}
				{end === undefined ? null : (
					<span class="meta">
						<time dateTime={new Date(end.time).toISOString()}>{clock(end.time, tag)}</time>
						{end.mark !== undefined && (last || end.mark !== "read") ? (
							<MarkOf bubble={end} {...shown} />
						) : null}
					</span>
				)}
			</div>
		</div>
	);
}

function Said({ bubble, ...shown }: Shown & { bubble: Bubble }) {
	const waits = bubble.mark === "pending" || bubble.mark === "refused" ? ` ${bubble.mark}` : "";
	return (
		<>
			<div class={`bubble${waits}`}>
				<Content bubble={bubble} {...shown} />
			</div>
			{bubble.mark === "refused" ? <Refused bubble={bubble} {...shown} /> : null}
		</>
	);
}

function Content({ bubble, ...shown }: Shown & { bubble: Bubble }) {
	if (bubble.upload !== undefined) {
		return <Sending upload={bubble.upload} {...shown} />;
	}
	if (bubble.file !== undefined) {
		return <Attachment file={bubble.file} {...shown} />;
	}
	return (
		<div dir="auto">
			<Linked text={bubble.text} />
		</div>
	);
}

const marks: Readonly<Record<NonNullable<Bubble["mark"]>, readonly [IconName, Key]>> = {
	pending: ["clock", "mark.pending"],
	sent: ["check", "mark.sent"],
	read: ["checks", "mark.read"],
	refused: ["alert", "mark.refused"],
};

function MarkOf({ bubble, read }: Shown & { bubble: Bubble }) {
	const [icon, key] = marks[bubble.mark ?? "sent"];
	return (
		<span class={`mark ${bubble.mark}`}>
			<Icon name={icon} />
			{read(key)}
		</span>
	);
}

function clock(time: number, tag: string): string {
	return new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit" }).format(time);
}
