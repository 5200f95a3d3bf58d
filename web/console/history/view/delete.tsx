// Deleting chats: those that were chosen, or all that were found; never without being asked how many.
import { Button, Modal, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAccount } from "../../run/account.ts";
import { ApiError, api } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { parametersOf } from "../model/ask.ts";
import type { Chat } from "../model/columns.ts";
import { exportBody } from "../model/export.ts";
import type { Query } from "../model/query.ts";
import { clockNow, firstBody, searchPagePatiently } from "../run/searching.ts";
import { Refusal } from "./refusal.tsx";

/** Whether who is signed in may delete. */
export function useMayDelete(): boolean {
	return useAccount((a) => a.phase === "in" && a.scopes.includes("chats:delete"));
}

interface DeleteProps {
	readonly query: Query;
	readonly total: number | undefined;
	readonly chosen: ReadonlySet<number>;
	readonly choose: (ids: ReadonlySet<number>) => void;
}

/** Asks, and deletes. */
export function DeleteButton({ query, total, chosen, choose }: DeleteProps) {
	const t = useTexts("history");
	const [asking, setAsking] = useState(false);
	const count = chosen.size > 0 ? chosen.size : (total ?? 0);
	const changed = (now: number) => new ApiError(409, "changed", t("delete.changed", { count: now }));
	if (!useMayDelete()) {
		return null;
	}
	return (
		<>
			<Button
				variant="default"
				leftSection={<IconTrash size={16} aria-hidden />}
				disabled={count === 0}
				onClick={() => setAsking(true)}
			>
				{chosen.size > 0 ? t("delete.chosen", { count }) : t("delete.title")}
			</Button>
			<DeleteDialog
				opened={asking}
				close={() => setAsking(false)}
				count={count}
				remove={async () => {
					await (chosen.size > 0 ? deleteAll([...chosen]) : deleteFound(query, count, changed));
					choose(new Set());
				}}
			/>
		</>
	);
}

interface DialogProps {
	readonly opened: boolean;
	readonly close: () => void;
	readonly count: number;
	readonly remove: () => Promise<unknown>;
}

/** Says how many would go for good. More than one are deleted only when their number is typed in. */
export function DeleteDialog({ opened, close, count, remove }: DialogProps) {
	const t = useTexts("history");
	const queries = useQueryClient();
	const [typed, setTyped] = useState("");
	const run = useMutation({
		mutationFn: remove,
		onSuccess: () => {
			setTyped("");
			close();
		},
		onSettled: () => queries.invalidateQueries({ queryKey: ["search"] }),
	});
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("delete.question", { count })}
			closeButtonProps={{ "aria-label": t("history.close") }}
		>
			<form
				className="formdialog"
				onSubmit={(e) => {
					e.preventDefault();
					run.mutate();
				}}
			>
				<p>{t("delete.forGood")}</p>
				{count > 1 && (
					<TextInput
						label={t("delete.type", { count: String(count) })}
						inputMode="numeric"
						autoComplete="off"
						data-autofocus
						value={typed}
						onChange={(e) => setTyped(e.currentTarget.value)}
					/>
				)}
				{run.error !== null && <Refusal error={run.error} />}
				<div className="actions">
					<Button variant="default" onClick={close}>
						{t("history.cancel")}
					</Button>
					<Button
						type="submit"
						color="red"
						loading={run.isPending}
						disabled={count > 1 && typed.trim() !== String(count)}
					>
						{t("delete.yes", { count })}
					</Button>
				</div>
			</form>
		</Modal>
	);
}

const atOnce = 1_000;

/** Deletes chats by their ids. */
export async function deleteAll(ids: readonly number[]): Promise<void> {
	for (let i = 0; i < ids.length; i += atOnce) {
		await api.POST("/livechat/chats:BatchDelete", { body: ids.slice(i, i + atOnce) });
	}
}

/**
 * Deletes what a search finds. All ids are read before: what comes meanwhile stays, and
 * when there are not as many as somebody agreed to, nothing is deleted.
 */
async function deleteFound(query: Query, agreed: number, changed: (now: number) => Error): Promise<void> {
	const body = { ...exportBody(firstBody(query, clockNow()), "csv"), fields: ["id" as const] };
	const ids: number[] = [];
	let cursor: string | undefined = "";
	while (cursor !== undefined) {
		const { list, nextCursor } = await searchPagePatiently(
			query,
			{ ...body, cursor },
			parametersOf(query, 500),
		);
		ids.push(...(list as Chat[]).flatMap((c) => c.id ?? []));
		cursor = nextCursor;
	}
	if (ids.length !== agreed) {
		throw changed(ids.length);
	}
	await deleteAll(ids);
}
