// The pages of the settings: each is a line here. Its address is /console/settings/NAME, or
// /console/settings/NAME/ID where it shows one of several; its name in the navigation is the
// text page.NAME of texts/settings. What has no line is shown nowhere.
//
// A page is a component that is told the id in its address: undefined for its list, "new" for
// what is to be made. Those with a list are mostly a ListPage and a FormPage over one Resource
// (../run/resource.ts); see ../team/skills.tsx for one that is no more than that. Those with
// one form alone are useForm and FormFrame (../run/form.ts, ./formframe.tsx).
import type { ComponentType } from "react";
import { type Later, later } from "../../view/later.tsx";

/** What a page is told. */
export interface PageProps {
	readonly id: string | undefined;
}

/** A page of the settings. */
export interface Page {
	readonly name: string;
	readonly group: Group;
	/** The permission that it is shown with; empty for everybody. */
	readonly scope: "settings" | "";
	readonly view: Later<PageProps>;
}

/** Under what pages stand in the navigation, in this order. */
export const groups = ["team", "widget", "chats", "site", "me"] as const;

/** One of them. */
export type Group = (typeof groups)[number];

const page = (
	group: Group,
	name: string,
	load: () => Promise<ComponentType<PageProps>>,
	scope: Page["scope"] = "settings",
): Page => ({ name, group, scope, view: later(load) });

/** All of them, in the order of the navigation. */
export const pages: readonly Page[] = [
	page("team", "agents", async () => (await import("../team/agents.tsx")).Agents),
	page("team", "departments", async () => (await import("../team/departments.tsx")).Departments),
	page("team", "skills", async () => (await import("../team/skills.tsx")).Skills),
	page("widget", "campaigns", async () => (await import("../../campaigns/view/campaigns.tsx")).Campaigns),
	page("widget", "fields", async () => (await import("../../campaigns/view/fields.tsx")).Fields),
	page(
		"widget",
		"invitations",
		async () => (await import("../../campaigns/view/invitations.tsx")).Invitations,
	),
	page("widget", "segments", async () => (await import("../../campaigns/view/segments.tsx")).Segments),
	page("widget", "bots", async () => (await import("../../campaigns/view/bots.tsx")).Bots),
	page("chats", "wrapup", async () => (await import("../../content/view/wrapup.tsx")).Wrapup),
	page("chats", "variables", async () => (await import("../../content/view/variables.tsx")).Variables),
	page("chats", "canned", async () => (await import("../../content/view/canned.tsx")).CannedMessages, ""),
	page("chats", "bans", async () => (await import("../../content/view/bans.tsx")).Bans),
	page("site", "start", async () => (await import("../../start/view/start.tsx")).Start),
	page("site", "site", async () => (await import("../../content/view/site.tsx")).SitePage),
	page("site", "signin", async () => (await import("../../openid/providers.tsx")).Providers),
	page("site", "keys", async () => (await import("../access/keys.tsx")).Keys),
	page("site", "clients", async () => (await import("../access/clients.tsx")).Clients),
	page("site", "identity", async () => (await import("../access/identity.tsx")).IdentityKeys),
	page("site", "audit", async () => (await import("../../audit/view/audit.tsx")).Audit),
	page("me", "account", async () => (await import("../../account/view/page.tsx")).AccountPage, ""),
];
