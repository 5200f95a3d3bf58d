// The addresses of the console. Each area is loaded when it is first shown.
import { createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { loaded } from "../run/loading.ts";
import { areas } from "./areas.ts";
import { Fault, NotFound } from "./faults.tsx";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Fault });

const start = createRoute({
	getParentRoute: () => root,
	path: "/",
	beforeLoad: () => {
		throw redirect({ to: areas[0].path, replace: true });
	},
});

const routes = areas.map((area) => {
	const route = createRoute({
		getParentRoute: () => root,
		path: area.path,
		errorComponent: Fault,
		validateSearch: (search: Record<string, unknown>) => search,
	}).lazy(() => loaded(area.load()));
	return "pages" in area
		? route.addChildren([createRoute({ getParentRoute: () => route, path: "$" })])
		: route;
});

/** Leads from addresses to views. */
export const router = createRouter({
	routeTree: root.addChildren([start, ...routes]),
	basepath: "/console",
	defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
}
