// One message, note or file.
import { Button, Progress } from "@mantine/core";
import { IconAlertTriangle, IconClock, IconDownload, IconFile, IconNote } from "@tabler/icons-react";
import { memo, useEffect, useState } from "react";
import type { SentFile } from "../../../shared/model/frames.ts";
import { pieces } from "../../../shared/model/links.ts";
import { canRetry } from "../../../shared/model/uploadfaults.ts";
import { useFormat } from "../../run/format.ts";
import { command, giveUp } from "../../run/live.ts";
import { useTexts } from "../../run/texts.ts";
import type { SaidRow } from "../model/log.ts";
import { type AgentUpload, uploadProblem } from "../model/uploads.ts";
import { dropFile, readFile, saveFile, sendAgain } from "../run/files.ts";
import { useWork } from "../run/store.ts";

/** What somebody says. */
export const Message = memo(function Message({ row }: { readonly row: SaidRow }) {
	const t = useTexts("work");
	const format = useFormat();
	const side = row.own ? "own" : row.side;
	return (
		<div className="said" data-side={side} data-note={row.note} data-first={row.first} data-mark={row.mark}>
			{row.first && (
				<p className="by">
					{row.note && <IconNote size={14} aria-hidden />}
					{row.note && <span className="unseen">{t("chat.note")}</span>}
					<bdi>{row.own ? t("chat.you") : row.name === "" ? t("visitor.unnamed") : row.name}</bdi>
				</p>
			)}
			<div className="bubble">
				{row.file !== undefined && <FileLine file={row.file} />}
				{row.upload !== undefined && <UploadLine upload={row.upload} />}
				{row.text !== "" && (
					<p dir="auto">
						<Linked text={row.text} />
					</p>
				)}
				<span className="stamp">
					<Stamp row={row} time={row.time > 0 ? format.time(row.time) : ""} />
				</span>
			</div>
			{row.mark === "refused" && row.upload === undefined && <Refused row={row} />}
		</div>
	);
});

function Stamp({ row, time }: { readonly row: SaidRow; readonly time: string }) {
	const t = useTexts("work");
	if (row.mark === "pending") {
		return <IconClock size={13} role="img" aria-label={t("mark.pending")} />;
	}
	if (row.mark === "refused") {
		return <IconAlertTriangle size={13} role="img" aria-label={t("mark.refused")} />;
	}
	return time;
}

/** A text in which addresses can be followed. */
export function Linked({ text }: { readonly text: string }) {
	return pieces(text).map((p, i) =>
		p.href === undefined ? (
			p.text
		) : (
			// biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
			<a key={i} href={p.href} target="_blank" rel="noopener noreferrer">
				{p.text}
			</a>
		),
	);
}

/** Tells why it was not taken, and lets it be sent once more, as a new one, or dropped. */
function Refused({ row }: { readonly row: SaidRow }) {
	const t = useTexts("work");
	const chat = useWork((w) => w.shown);
	const again = () => {
		giveUp(row.id);
		command(row.note ? "note" : "post", { chat, text: row.text });
	};
	return (
		<p className="problem" role="alert">
			{row.reason}
			<Button size="compact-xs" variant="subtle" onClick={again}>
				{t("mark.retry")}
			</Button>
			<Button size="compact-xs" variant="subtle" color="gray" onClick={() => giveUp(row.id)}>
				{t("mark.remove")}
			</Button>
		</p>
	);
}

const pictures: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif"]);

function FileLine({ file }: { readonly file: SentFile }) {
	const t = useTexts("work");
	const format = useFormat();
	const [failed, setFailed] = useState(false);
	const picture = usePicture(pictures.has(file.contentType) ? file.key : "");
	const save = () =>
		saveFile(file.key, file.name).then(
			() => setFailed(false),
			() => setFailed(true),
		);
	return (
		<>
			<button type="button" className="file" data-picture={picture !== ""} onClick={() => void save()}>
				{picture === "" ? <IconFile size={20} aria-hidden /> : <img src={picture} alt="" />}
				<span className="name">
					<bdi>{file.name}</bdi> <small>{format.size(file.size)}</small>
				</span>
				<IconDownload size={16} aria-hidden />
			</button>
			{failed && (
				<p className="problem" role="alert">
					{t("file.unread")}
				</p>
			)}
		</>
	);
}

/** The address of a picture, once it is there; it needs the agent's token, so that no link leads to it. */
function usePicture(key: string): string {
	const [address, setAddress] = useState("");
	useEffect(() => {
		if (key === "") {
			return;
		}
		let made = "";
		let over = false;
		readFile(key).then(
			(blob) => {
				if (!over) {
					made = URL.createObjectURL(blob);
					setAddress(made);
				}
			},
			() => undefined, // it can still be saved, which tries again
		);
		return () => {
			over = true;
			URL.revokeObjectURL(made);
		};
	}, [key]);
	return address;
}

function UploadLine({ upload: u }: { readonly upload: AgentUpload }) {
	const t = useTexts("work");
	return (
		<div className="upload">
			<span className="name">
				<IconFile size={16} aria-hidden /> <bdi>{u.name}</bdi>
			</span>
			{u.code === "" ? (
				<Progress value={u.progress * 100} aria-label={t("file.sending", { name: u.name })} size="sm" />
			) : (
				<span className="problem" role="alert">
					{t(uploadProblem(u.code))}
				</span>
			)}
			<span className="buttons">
				{u.code !== "" && canRetry(u.code) && (
					<Button size="compact-xs" variant="subtle" onClick={() => sendAgain(u)}>
						{t("mark.retry")}
					</Button>
				)}
				<Button size="compact-xs" variant="subtle" color="gray" onClick={() => dropFile(u.id)}>
					{t("mark.remove")}
				</Button>
			</span>
		</div>
	);
}
