// A page that lists things of the site, each of which leads to its form:
//
//	<ListPage
//		page="skills"
//		resource={skills}
//		lead={t("skills.lead")}
//		nameOf={(s) => s.name}
//		columns={[{ text: t("field.description"), show: (s) => s.description, words: (s) => s.description }]}
//	/>
//
// The name comes first and leads to the form. A field that finds by words is there as soon as
// the list is long; it looks through names and the words that columns give.
import { Button, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { useShortcut } from "../../run/shortcuts.ts";
import { useTexts } from "../../run/texts.ts";
import { withWords } from "../model/order.ts";
import { newId, splatOf } from "../model/place.ts";
import { type Item, type Resource, useAll } from "../run/resource.ts";
import { Head } from "./head.tsx";
import { Loaded } from "./loaded.tsx";

/** A column beside the name. */
export interface Column<T> {
	readonly text: string;
	readonly show: (item: T) => ReactNode;
	/** What it is found by. */
	readonly words?: (item: T) => string;
	/** It is left out where there is little room. */
	readonly isMinor?: boolean;
}

interface Props<T extends Item> {
	readonly page: string;
	readonly resource: Resource<T>;
	/** What these things are for, and what to do while there are none. */
	readonly lead: string;
	readonly nameOf: (item: T) => string;
	readonly columns: readonly Column<T>[];
	/** Stands before a name: a picture, say. */
	readonly mark?: (item: T) => ReactNode;
	/** Further buttons. */
	readonly tools?: ReactNode;
	/** Stands between the head and the list. */
	readonly children?: ReactNode;
}

const long = 8; // entries, from which on there is a field to find some
const shownAtMost = 200; // entries: a site may have thousands

/** The list. */
export function ListPage<T extends Item>(props: Props<T>) {
	const t = useTexts("settings");
	const all = useAll(props.resource);
	const go = useNavigate();
	const make = () => void go({ to: "/settings/$", params: { _splat: splatOf(props.page, newId) } });
	useShortcut("n", t("act.new"), t("settings.title"), make);
	return (
		<>
			<Head title={t(`page.${props.page}` as "page.skills")} lead={props.lead}>
				{props.tools}
				<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={make}>
					{t("act.new")}
				</Button>
			</Head>
			{props.children}
			<Loaded query={all}>
				{(list) =>
					list.length === 0 ? (
						<p className="nothingyet">{t("list.empty")}</p>
					) : (
						<Found {...props} list={list} />
					)
				}
			</Loaded>
		</>
	);
}

type ListProps<T extends Item> = Props<T> & { readonly list: readonly T[] };

function Found<T extends Item>(props: ListProps<T>) {
	const t = useTexts("settings");
	const [wanted, setWanted] = useState("");
	const field = useRef<HTMLInputElement>(null);
	const isLong = props.list.length > long;
	useShortcut("/", t("list.find"), t("settings.title"), () => field.current?.focus(), isLong);
	const textOf = (item: T) =>
		[props.nameOf(item), ...props.columns.map((c) => c.words?.(item) ?? "")].join(" ");
	const found = withWords(props.list, wanted, textOf);
	return (
		<>
			{isLong && (
				<div className="finder">
					<TextInput
						ref={field}
						type="search"
						aria-label={t("list.find")}
						placeholder={t("list.find")}
						leftSection={<IconSearch size={16} aria-hidden />}
						value={wanted}
						onChange={(e) => setWanted(e.currentTarget.value)}
					/>
					<span role="status">{t("list.count", { count: found.length })}</span>
				</div>
			)}
			{found.length === 0 ? (
				<p className="quietline">{t("list.nothing")}</p>
			) : (
				<Table {...props} list={found.slice(0, shownAtMost)} />
			)}
			{found.length > shownAtMost && <p className="quietline">{t("list.first", { count: shownAtMost })}</p>}
		</>
	);
}

function Table<T extends Item>({ page, list, nameOf, columns, mark }: ListProps<T>) {
	const t = useTexts("settings");
	return (
		<div className="tableframe">
			<table className="listtable">
				<thead>
					<tr>
						<th scope="col">{t("field.name")}</th>
						{columns.map((c) => (
							<th scope="col" key={c.text} data-minor={c.isMinor}>
								{c.text}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{list.map((item) => (
						<tr key={item.id}>
							<th scope="row">
								<div className="named">
									{mark?.(item)}
									<Link to="/settings/$" params={{ _splat: splatOf(page, item.id) }}>
										<bdi>{nameOf(item)}</bdi>
									</Link>
								</div>
							</th>
							{columns.map((c) => (
								<td key={c.text} dir="auto" data-minor={c.isMinor}>
									{c.show(item)}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
