// What was said in a chat. Every text is shown as it is, and nothing in it becomes markup.

import { IconPaperclip } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTexts } from "../../run/texts.ts";
import { isNote } from "../model/transcript.ts";
import { isKeptHere, saveAttachment, type Whole } from "../run/record.ts";
import { useSaid } from "../run/said.ts";
import { Refusal } from "./refusal.tsx";

type Message = Whole["messages"][number];

/** The messages in their order. */
export function Transcript({ chat }: { readonly chat: Whole }) {
	const t = useTexts("history");
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
		<section className="transcript" aria-label={t("record.transcript")} tabIndex={0}>
			{chat.messages.length === 0 && <p className="nothing">{t("record.silent")}</p>}
			<ol>
				{chat.messages.map((m, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: messages do not move
					<Line key={i} message={m} chat={chat} />
				))}
			</ol>
		</section>
	);
}

function Line({ message: m, chat }: { readonly message: Message; readonly chat: Whole }) {
	const t = useTexts("history");
	const said = useSaid();
	const note = isNote(m);
	const file = chat.chatAttachments?.find((a) => m.attachment !== "" && a.fileKey === m.attachment);
	return (
		<li className={note ? "entry note" : `entry ${m.senderType}`}>
			<p className="entrymeta">
				{m.senderType !== "system" && <b dir="auto">{m.senderName || said.word(m.senderType)}</b>}
				{note && <span className="entrymark">{t("record.note")}</span>}
				<time dateTime={m.time}>{said.time(m.time)}</time>
			</p>
			<p className="entrytext" dir="auto">
				{m.message}
			</p>
			{m.translatedMessage !== "" && (
				<p className="translated" dir="auto">
					{m.translatedMessage}
				</p>
			)}
			{file !== undefined && <Attachment file={file} />}
		</li>
	);
}

/** A file, which is saved and never shown here. */
export function Attachment({ file }: { readonly file: NonNullable<Whole["chatAttachments"]>[number] }) {
	const t = useTexts("history");
	const said = useSaid();
	const saving = useMutation({ mutationFn: () => saveAttachment(file) });
	if (!isKeptHere(file)) {
		return (
			<p className="quiet">
				<bdi>{file.name}</bdi> <bdi dir="ltr">{file.url}</bdi>
			</p>
		);
	}
	return (
		<>
			<button
				type="button"
				className="attachment"
				onClick={() => saving.mutate()}
				disabled={saving.isPending}
			>
				<IconPaperclip size={16} aria-hidden />
				<span dir="auto">{file.name}</span>
				<span className="quiet">{t("record.kilobytes", { count: said.number(file.size / 1000) })}</span>
			</button>
			{saving.error !== null && <Refusal error={saving.error} />}
		</>
	);
}
