// Searches that are kept under a name: one's own, and those of everybody.
import { Button, Checkbox, Menu, Modal, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash, IconWorld } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { components } from "../../../shared/api.js";
import { useAccount } from "../../run/account.ts";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import type { Query } from "../model/query.ts";
import { type KeptSearch, kept, queryKept } from "../model/saved.ts";
import { clockNow } from "../run/searching.ts";
import { Refusal } from "./refusal.tsx";
import type { Show } from "./show.ts";

type Saved = components["schemas"]["SavedSearch"];

const key = ["saved searches"];

function useSaved(): readonly Saved[] {
	const { data } = useQuery({
		queryKey: key,
		queryFn: async () => held(await api.GET("/livechat/savedSearches")),
	});
	return data ?? [];
}

/** Whether who is signed in may share what everybody sees, and take it away. */
function useMayShare(): boolean {
	return useAccount((a) => a.phase === "in" && a.scopes.includes("settings"));
}

/** Opens kept searches, and keeps the one that is shown. */
export function SavedMenu({ query, show }: { readonly query: Query; readonly show: Show }) {
	const t = useTexts("history");
	const [saving, setSaving] = useState(false);
	const [keeping, setKeeping] = useState(false);
	const all = useSaved();
	return (
		<>
			<Menu position="bottom-start" withinPortal={false}>
				<Menu.Target>
					<Button variant="default" leftSection={<IconBookmark size={16} aria-hidden />}>
						{t("saved.title")}
					</Button>
				</Menu.Target>
				<Menu.Dropdown className="savedlist">
					{all.map((s) => (
						<SavedItem key={s.id} saved={s} show={show} />
					))}
					{all.length > 0 && <Menu.Divider />}
					<Menu.Item onClick={() => setSaving(true)}>{t("saved.save")}</Menu.Item>
					{all.length > 0 && <Menu.Item onClick={() => setKeeping(true)}>{t("saved.manage")}</Menu.Item>}
				</Menu.Dropdown>
			</Menu>
			<SaveDialog query={query} opened={saving} close={() => setSaving(false)} />
			<ManageDialog all={all} opened={keeping} close={() => setKeeping(false)} />
		</>
	);
}

function SavedItem({ saved, show }: { readonly saved: Saved; readonly show: Show }) {
	const t = useTexts("history");
	const query = queryKept(saved.search as KeptSearch, saved.isMissedAndRefused);
	const shared = saved.sharedWith === "everybody";
	return (
		<Menu.Item
			disabled={query === undefined}
			onClick={() => query !== undefined && show(query)}
			rightSection={shared ? <IconWorld size={14} role="img" aria-label={t("saved.shared")} /> : undefined}
		>
			<bdi>{saved.name}</bdi>
		</Menu.Item>
	);
}

interface DialogProps {
	readonly opened: boolean;
	readonly close: () => void;
}

function SaveDialog({ query, opened, close }: DialogProps & { readonly query: Query }) {
	const t = useTexts("history");
	const queries = useQueryClient();
	const mayShare = useMayShare();
	const [name, setName] = useState("");
	const [shared, setShared] = useState(false);
	const store = useMutation({
		mutationFn: () =>
			api.POST("/livechat/savedSearches", {
				body: {
					name: name.trim(),
					search: kept(query, clockNow()) as Record<string, never>,
					isMissedAndRefused: query.givenUp,
					sharedWith: shared ? "everybody" : "nobody",
				},
			}),
		onSuccess: () => {
			setName("");
			close();
		},
		onSettled: () => queries.invalidateQueries({ queryKey: key }),
	});
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("saved.save")}
			closeButtonProps={{ "aria-label": t("history.close") }}
		>
			<form
				className="formdialog"
				onSubmit={(e) => {
					e.preventDefault();
					store.mutate();
				}}
			>
				<TextInput
					label={t("saved.name")}
					value={name}
					maxLength={100}
					data-autofocus
					onChange={(e) => setName(e.currentTarget.value)}
				/>
				{mayShare && (
					<Checkbox
						label={t("saved.share")}
						checked={shared}
						onChange={(e) => setShared(e.currentTarget.checked)}
					/>
				)}
				{store.error !== null && <Refusal error={store.error} />}
				<div className="actions">
					<Button variant="default" onClick={close}>
						{t("history.cancel")}
					</Button>
					<Button type="submit" loading={store.isPending} disabled={name.trim() === ""}>
						{t("wrapup.save")}
					</Button>
				</div>
			</form>
		</Modal>
	);
}

/** Takes kept searches away: one's own, and those of everybody for who may share. */
function ManageDialog({ all, opened, close }: DialogProps & { readonly all: readonly Saved[] }) {
	const t = useTexts("history");
	const queries = useQueryClient();
	const mayShare = useMayShare();
	const remove = useMutation({
		mutationFn: (id: string) => api.DELETE("/livechat/savedSearches/{id}", { params: { path: { id } } }),
		onSettled: () => queries.invalidateQueries({ queryKey: key }),
	});
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("saved.title")}
			closeButtonProps={{ "aria-label": t("history.close") }}
		>
			{remove.error !== null && <Refusal error={remove.error} />}
			<ul className="keptlist">
				{all.map((s) => (
					<li key={s.id}>
						<bdi>{s.name}</bdi>
						{s.sharedWith === "everybody" && <span className="quiet">{t("saved.shared")}</span>}
						<div className="apart" />
						{(mayShare || s.sharedWith !== "everybody") && (
							<button
								type="button"
								className="iconbutton"
								aria-label={t("saved.remove", { name: s.name })}
								onClick={() => remove.mutate(s.id)}
							>
								<IconTrash size={16} aria-hidden />
							</button>
						)}
					</li>
				))}
			</ul>
		</Modal>
	);
}
