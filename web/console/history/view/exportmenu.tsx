// The whole result as a file.
import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { parametersOf } from "../model/ask.ts";
import { columnsOf } from "../model/columns.ts";
import { exportBody, type Format, pieces } from "../model/export.ts";
import type { Query } from "../model/query.ts";
import { everyInclude } from "../run/includes.ts";
import { useSaid } from "../run/said.ts";
import { save } from "../run/saving.ts";
import { clockNow, firstBody, searchPagePatiently } from "../run/searching.ts";
import { Refusal } from "./refusal.tsx";

const pageSize = 500;
const types: Readonly<Record<Format, string>> = { csv: "text/csv", jsonl: "application/x-ndjson" };

/** Saves what a search finds. */
export function ExportMenu({ query, total }: { readonly query: Query; readonly total: number | undefined }) {
	const t = useTexts("history");
	const { run, stop, progress } = useExport(query);
	if (run.isPending) {
		return (
			<Button variant="default" onClick={stop}>
				{t("export.running", { done: progress, total: total ?? 0 })}
			</Button>
		);
	}
	return (
		<>
			{run.error !== null && <Refusal error={run.error} />}
			<Menu position="bottom-end" withinPortal={false}>
				<Menu.Target>
					<Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} disabled={!total}>
						{t("export.title")}
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item onClick={() => run.mutate("csv")}>{t("export.csv")}</Menu.Item>
					<Menu.Item onClick={() => run.mutate("jsonl")}>{t("export.jsonl")}</Menu.Item>
				</Menu.Dropdown>
			</Menu>
		</>
	);
}

/** Reads page after page. Each becomes a blob, which browsers keep on disk, so that memory does not grow. */
function useExport(query: Query) {
	const said = useSaid();
	const stopped = useRef(false);
	const [progress, setProgress] = useState(0);
	const run = useMutation({
		mutationFn: async (format: Format) => {
			stopped.current = false;
			setProgress(0);
			const body = exportBody(firstBody(query, clockNow()), format);
			const parameters = {
				...parametersOf(query, pageSize),
				...(format === "jsonl" ? { include: [...everyInclude] } : {}),
			};
			const source = {
				page: (cursor: string) => searchPagePatiently(query, { ...body, cursor }, parameters),
			};
			const columns = columnsOf(query.columns, query.givenUp);
			const parts: Blob[] = [];
			for await (const piece of pieces(source, format, columns, said.column)) {
				if (stopped.current) {
					return;
				}
				parts.push(new Blob([piece.text]));
				setProgress(piece.chats);
			}
			save(`chats.${format}`, new Blob(parts, { type: types[format] }));
		},
	});
	return { run, progress, stop: () => (stopped.current = true) };
}
