// The areas of the console. One that is not built yet does not stand here, and is shown nowhere.
import { IconChartBar, IconHistory, IconMessages, IconSettings, IconUsers } from "@tabler/icons-react";
import type { LazyRoute } from "@tanstack/react-router";
import type { Areas } from "../run/texts.ts";

/** A part of the console with an address of its own. */
export interface Area {
	readonly path: `/${string}`;
	readonly icon: typeof IconMessages;
	/** Its name, among the texts of the shell. */
	readonly text: Areas["shell"];
	/** The keys that lead there. */
	readonly keys: string;
	/** It has pages of its own below its address. */
	readonly pages?: true;
	/** Loads its views: the module of the area makes the route by createLazyRoute. */
	// biome-ignore lint/suspicious/noExplicitAny: what a route is about is known where it is made
	readonly load: () => Promise<LazyRoute<any>>;
}

/** All of them, in the order in which they are shown. */
export const areas = [
	{
		path: "/work",
		icon: IconMessages,
		text: "area.work",
		keys: "g w",
		load: () => import("../work/route.tsx").then((m) => m.route),
	},
	{
		path: "/visitors",
		icon: IconUsers,
		text: "area.visitors",
		keys: "g v",
		load: () => import("../visitors/route.tsx").then((m) => m.route),
	},
	{
		path: "/history",
		icon: IconHistory,
		text: "area.history",
		keys: "g h",
		load: () => import("../history/route.tsx").then((m) => m.route),
	},
	{
		path: "/reports",
		icon: IconChartBar,
		text: "area.reports",
		keys: "g r",
		load: () => import("../reports/route.tsx").then((m) => m.route),
	},
	{
		path: "/settings",
		icon: IconSettings,
		text: "area.settings",
		keys: "g s",
		pages: true,
		load: () => import("../settings/route.tsx").then((m) => m.route),
	},
] as const satisfies readonly Area[];
