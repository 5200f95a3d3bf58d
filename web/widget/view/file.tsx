// Files in the chat: pictures are shown, others can be saved, those on their way have a
// bar. Reading one needs the visitor's secret, so that no link leads to it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { SentFile } from "../../shared/model/frames.ts";
import { canRetry } from "../../shared/model/uploadfaults.ts";
import { fileAtMost, type Upload } from "../../shared/model/uploads.ts";
import { uploadProblem } from "../model/uploadfaults.ts";
import type { Shown } from "./context.ts";
import { Icon } from "./icons.tsx";
import { LaterIcon } from "./latericons.tsx";

const pictures: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif"]);

/** A file that is in the chat. */
export function Attachment({ file, ...shown }: Shown & { file: SentFile }) {
	const [address, setAddress] = useState("");
	const picture = pictures.has(file.contentType);
	const { load } = shown.files;
	useEffect(() => {
		if (!picture) {
			return;
		}
		let made = "";
		let over = false;
		load(file.key).then(
			(blob) => {
				made = over ? "" : URL.createObjectURL(blob);
				setAddress(made);
			},
			() => undefined, // it can still be opened by hand, which tries again
		);
		return () => {
			over = true;
			URL.revokeObjectURL(made);
		};
	}, [file.key, picture, load]);
	const open = () => save(file, load).catch(() => undefined);
	return (
		<button type="button" class={address === "" ? "file" : "file picture"} onClick={open}>
			{address === "" ? <LaterIcon name="file" /> : <img src={address} alt={file.name} />}
			<span class="name">
				<bdi>{file.name}</bdi>
				<small>{sizeText(file.size, shown.tag)}</small>
			</span>
			{address === "" ? <LaterIcon name="download" /> : null}
		</button>
	);
}

async function save(file: SentFile, load: (key: string) => Promise<Blob>): Promise<void> {
	saveAs(await load(file.key), file.name);
}

/** Has the browser save something. */
export function saveAs(blob: Blob, name: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A file on its way. */
export function Sending({ upload, ...shown }: Shown & { upload: Upload }) {
	const { read } = shown;
	const bar = useRef<HTMLProgressElement>(null);
	return (
		<div class="file">
			{upload.code === "" ? <LaterIcon name="file" /> : <Icon name="alert" />}
			<span class="name">
				<bdi>{upload.name}</bdi>
				{upload.code === "" ? (
					<progress
						ref={bar}
						value={upload.progress}
						max={1}
						aria-label={read("file.sending", { name: upload.name })}
					/>
				) : (
					<small>{read(uploadProblem(upload.code), { size: sizeText(fileAtMost, shown.tag) })}</small>
				)}
			</span>
			{upload.code !== "" && canRetry(upload.code) ? (
				<button type="button" class="plain" onClick={() => shown.do({ type: "retryFile", id: upload.id })}>
					{read("mark.retry")}
				</button>
			) : null}
			<button
				type="button"
				class="round small"
				aria-label={read(upload.code === "" ? "cancel" : "mark.remove")}
				onClick={() => shown.do({ type: "removeFile", id: upload.id })}
			>
				<Icon name="close" />
			</button>
		</div>
	);
}

function sizeText(bytes: number, tag: string): string {
	const unit = bytes >= 1024 * 1024 ? "megabyte" : bytes >= 1024 ? "kilobyte" : "byte";
	const value = bytes / { megabyte: 1024 * 1024, kilobyte: 1024, byte: 1 }[unit];
	const digits = { maximumFractionDigits: unit === "megabyte" && value < 10 ? 1 : 0 };
	return new Intl.NumberFormat(tag, { style: "unit", unit, ...digits }).format(value);
}
