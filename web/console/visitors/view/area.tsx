// The visitors on the site as a table, of which only what is seen is in the page.
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import { find, type Seen } from "../../work/model/visitors.ts";
import { useWork } from "../../work/run/store.ts";
import { Faults } from "../../work/view/faults.tsx";
import { InviteDialog } from "./invitedialog.tsx";
import { VisitorRow } from "./visitorrow.tsx";

const columns = ["visitor", "page", "time", "visits", "country", "from", "browser", "act"] as const;
const rowHeight = 52;

/** The whole area. */
export function VisitorsArea() {
	const t = useTexts("visitors");
	const all = useWork((w) => w.visitors);
	const [wanted, setWanted] = useState("");
	const sought = useDeferredValue(wanted);
	const shown = useMemo(() => find(all, sought), [all, sought]);
	const [invited, setInvited] = useState<Seen | undefined>(undefined);
	const field = useRef<HTMLInputElement>(null);
	useShortcut("/", t("visitors.find"), t("visitors.title"), () => field.current?.focus());
	return (
		<section className="visitors">
			<header>
				<h1>
					{t("visitors.title")} <span className="count">{all.size}</span>
				</h1>
				<TextInput
					ref={field}
					type="search"
					aria-label={t("visitors.find")}
					placeholder={t("visitors.find")}
					leftSection={<IconSearch size={16} aria-hidden />}
					value={wanted}
					onChange={(e) => setWanted(e.currentTarget.value)}
				/>
			</header>
			{shown.length === 0 ? (
				<p className="nobody">{t(all.size === 0 ? "visitors.nobody" : "visitors.notFound")}</p>
			) : (
				<Table shown={shown} invite={setInvited} />
			)}
			<InviteDialog visitor={invited} close={() => setInvited(undefined)} />
			<Faults />
		</section>
	);
}

interface TableProps {
	readonly shown: readonly Seen[];
	readonly invite: (visitor: Seen) => void;
}

function Table({ shown, invite }: TableProps) {
	const t = useTexts("visitors");
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useVirtualizer({
		count: shown.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => rowHeight,
		getItemKey: (i) => shown[i]?.id ?? i,
		overscan: 8,
	});
	const items = virtual.getVirtualItems();
	const before = items[0]?.start ?? 0;
	const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
	return (
		<section
			className="scroller"
			ref={scroller}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
			tabIndex={0}
			aria-label={t("visitors.title")}
		>
			<table aria-rowcount={shown.length + 1}>
				<thead>
					<tr>
						{columns.map((name) => (
							<th key={name} scope="col" data-column={name}>
								{name === "act" ? <span className="unseen">{t("column.act")}</span> : t(`column.${name}`)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{before > 0 && <tr style={{ height: before }} aria-hidden />}
					{items.map((v) => {
						const seen = shown[v.index];
						return seen === undefined ? null : (
							<VisitorRow key={v.key} seen={seen} index={v.index + 2} invite={invite} />
						);
					})}
					{after > 0 && <tr style={{ height: after }} aria-hidden />}
				</tbody>
			</table>
		</section>
	);
}
