// Which columns a list has.
import { Button, Checkbox, Popover } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useTexts } from "../../run/texts.ts";
import { columns, columnsOf } from "../model/columns.ts";
import type { Query } from "../model/query.ts";
import { useSaid } from "../run/said.ts";
import type { Show } from "./show.ts";

/** Opens the list of columns. */
export function ColumnsMenu({ query, show }: { readonly query: Query; readonly show: Show }) {
	const t = useTexts("history");
	const said = useSaid();
	const shown = columnsOf(query.columns, query.givenUp).map((c) => c.name);
	return (
		<Popover position="bottom-end" trapFocus returnFocus withinPortal={false} shadow="md">
			<Popover.Target>
				<Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
					{t("history.columns")}
				</Button>
			</Popover.Target>
			<Popover.Dropdown aria-label={t("history.columns")}>
				<div className="columnlist">
					{columns.map((c) => (
						<Checkbox
							key={c.name}
							size="sm"
							label={said.column(c)}
							checked={shown.includes(c.name)}
							disabled={shown.length === 1 && shown.includes(c.name)}
							onChange={({ currentTarget: { checked } }) =>
								show({
									...query,
									columns: checked ? [...shown, c.name] : shown.filter((n) => n !== c.name),
								})
							}
						/>
					))}
				</div>
				{query.columns.length > 0 && (
					<Button variant="subtle" size="compact-sm" onClick={() => show({ ...query, columns: [] })}>
						{t("history.columns.usual")}
					</Button>
				)}
			</Popover.Dropdown>
		</Popover>
	);
}
