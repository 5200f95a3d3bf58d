// The frame around all areas: where one is, how the connection stands, who one is.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconKeyboard, IconLogout } from "@tabler/icons-react";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { signOut } from "../run/account.ts";
import { useShortcut } from "../run/shortcuts.ts";
import { prepareTexts, useTexts } from "../run/texts.ts";
import { useBell } from "../work/run/bell.ts";
import { useOpen } from "../work/run/open.ts";
import { useLists } from "../work/run/store.ts";
import { type Area, areas } from "./areas.ts";
import { Connection } from "./connection.tsx";
import { whenIdle } from "./later.tsx";
import { Logo } from "./logo.tsx";
import { PreferencesMenu } from "./preferencesmenu.tsx";
import { ShortcutSheet } from "./shortcutsheet.tsx";

/** What stands around every area. */
export function Shell() {
	const t = useTexts("shell");
	const [sheet, setSheet] = useState(false);
	useEffect(() => whenIdle(prepareTexts), []);
	useShortcut("?", t("shortcut.sheet"), t("shortcut.everywhere"), () => setSheet(true));
	return (
		<div className="shell">
			<a className="skip" href="#main">
				{t("shell.skip")}
			</a>
			<nav aria-label={t("shell.areas")}>
				<Logo />
				{areas.map((a) => (
					<AreaLink key={a.path} area={a} />
				))}
				<div className="apart" />
				<Tool text={t("shortcut.sheet")} icon={IconKeyboard} act={() => setSheet(true)} />
				<PreferencesMenu />
				<Tool text={t("shell.signOut")} icon={IconLogout} act={() => void signOut()} />
			</nav>
			<div className="area">
				<Connection />
				<main id="main" tabIndex={-1}>
					<Suspense fallback={<div className="waiting" />}>
						<Outlet />
					</Suspense>
				</main>
			</div>
			<Suspense fallback={null}>
				<Bell />
			</Suspense>
			<ShortcutSheet opened={sheet} close={() => setSheet(false)} />
		</div>
	);
}

function AreaLink({ area }: { readonly area: (typeof areas)[number] }) {
	const t = useTexts("shell");
	const go = useNavigate();
	const name = t(area.text);
	useShortcut(area.keys, name, t("shortcut.everywhere"), () => void go({ to: area.path }));
	return (
		<Tooltip label={name} position="right">
			<Link to={area.path} className="arealink" activeProps={{ "aria-current": "page" }}>
				<area.icon size={22} stroke={1.7} aria-hidden />
				<span className="unseen">{name}</span>
				{area.path === "/work" && <Waiting />}
			</Link>
		</Tooltip>
	);
}

/** How many chats want something of the agent. */
function Waiting() {
	const { offers, mine } = useLists();
	const count = offers.length + mine.filter((i) => i.unread > 0).length;
	useEffect(() => {
		document.title = count === 0 ? "Parley" : `(${count}) Parley`;
	}, [count]);
	return count === 0 ? null : <span className="mark">{count}</span>;
}

/** Tells of what comes, in whatever area one is. */
function Bell() {
	useBell(useTexts("work"), useOpen());
	return null;
}

interface ToolProps {
	readonly text: string;
	readonly icon: Area["icon"];
	readonly act: () => void;
}

function Tool({ text, icon: Icon, act }: ToolProps) {
	return (
		<Tooltip label={text} position="right">
			<ActionIcon variant="subtle" color="gray" size="lg" aria-label={text} onClick={act}>
				<Icon size={20} stroke={1.7} aria-hidden />
			</ActionIcon>
		</Tooltip>
	);
}
