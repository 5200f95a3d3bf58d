// What stands above a list: words, when, and everything that can be done with the result.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useId, useRef } from "react";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import { addressOf } from "../model/address.ts";
import { periodOf } from "../model/ask.ts";
import { conditionsOf, type Group, newestFirst, type Query } from "../model/query.ts";
import { mustHold, withMust } from "../model/quick.ts";
import { periods } from "../model/zone.ts";
import { useSaid } from "../run/said.ts";
import { ColumnsMenu } from "./columnsmenu.tsx";
import { DeleteButton } from "./delete.tsx";
import { ExportMenu } from "./exportmenu.tsx";
import { SavedMenu } from "./savedmenu.tsx";
import type { Show } from "./show.ts";

interface ToolbarProps {
	readonly query: Query;
	readonly show: Show;
	readonly building: boolean;
	readonly build: () => void;
	readonly total: number | undefined;
	readonly chosen: ReadonlySet<number>;
	readonly choose: (ids: ReadonlySet<number>) => void;
}

/** The row of tools. */
export function Toolbar({ query, show, building, build, total, chosen, choose }: ToolbarProps) {
	const t = useTexts("history");
	const count = conditionsOf(query.where).length;
	return (
		<search className="toolbar" aria-label={t("history.search")}>
			<KindSwitch query={query} show={show} />
			<WordsInput
				key={addressOf(query).where ?? ""}
				where={query.where}
				change={(where) => show({ ...query, where })}
			/>
			<PeriodSelect where={query.where} change={(where) => show({ ...query, where })} />
			<Button
				variant={building ? "light" : "default"}
				leftSection={<IconFilter size={16} aria-hidden />}
				aria-expanded={building}
				onClick={build}
			>
				{count === 0 ? t("history.filters") : t("history.filters.count", { count })}
			</Button>
			<SavedMenu query={query} show={show} />
			<div className="apart" />
			<ColumnsMenu query={query} show={show} />
			<ExportMenu query={query} total={total} />
			<DeleteButton query={query} total={total} chosen={chosen} choose={choose} />
		</search>
	);
}

/** Chats that came about, or those that did not. */
function KindSwitch({ query, show }: { readonly query: Query; readonly show: Show }) {
	const t = useTexts("history");
	const kind = (givenUp: boolean, text: string) => (
		<button
			type="button"
			aria-pressed={query.givenUp === givenUp}
			onClick={() => show({ ...query, givenUp, sort: newestFirst, columns: [] })}
		>
			{text}
		</button>
	);
	return (
		<fieldset className="switch" aria-label={t("history.kind")}>
			{kind(false, t("history.chats"))}
			{kind(true, t("history.missed"))}
		</fieldset>
	);
}

interface ConditionProps {
	readonly where: Group;
	readonly change: (where: Group) => void;
}

/** Words that must occur. */
function WordsInput({ where, change }: ConditionProps) {
	const t = useTexts("history");
	const id = useId();
	const words = mustHold(where, "keywords")?.values ?? [];
	const place = useRef<HTMLInputElement>(null);
	useShortcut("/", t("history.words"), t("history.title"), () => place.current?.select());
	return (
		<form
			className="words"
			onSubmit={(e) => {
				e.preventDefault();
				const typed = String(new FormData(e.currentTarget).get("words") ?? "").trim();
				const condition = { field: "keywords", operator: "is", values: [typed] } as const;
				change(withMust(where, "keywords", typed === "" ? undefined : condition));
			}}
		>
			<TextInput
				ref={place}
				id={id}
				name="words"
				type="search"
				defaultValue={words.length === 1 ? words[0] : ""}
				aria-label={t("history.words")}
				placeholder={t("history.words.example")}
				leftSection={<IconSearch size={16} aria-hidden />}
			/>
		</form>
	);
}

/** When the chats were requested. */
export function PeriodSelect({ where, change }: ConditionProps) {
	const t = useTexts("history");
	const said = useSaid();
	const condition = mustHold(where, "requestedTime");
	const period = condition === undefined ? undefined : periodOf(condition);
	const own = condition !== undefined && period === undefined;
	return (
		<NativeSelect
			aria-label={said.field("requestedTime")}
			value={own ? "own" : (period ?? "")}
			onChange={({ currentTarget: { value } }) =>
				change(
					withMust(
						where,
						"requestedTime",
						value === "" ? undefined : { field: "requestedTime", operator: "is", values: [value] },
					),
				)
			}
		>
			<option value="">{t("period.always")}</option>
			{own && (
				<option value="own" disabled>
					{condition.values.map((v) => (v === "" ? "…" : said.day(v))).join(" – ")}
				</option>
			)}
			{periods.map((p) => (
				<option key={p} value={p}>
					{said.period(p)}
				</option>
			))}
		</NativeSelect>
	);
}
