// The window: head, screen, what is said about the connection.
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { isDown } from "../../shared/model/sessionstate.ts";
import { currentChat, pendingCount, type Screen, screenOf } from "../model/screens.ts";
import { Chat } from "./chat.tsx";
import type { Shown } from "./context.ts";
import { Header } from "./header.tsx";
import { Icon } from "./icons.tsx";
import { lazy, lookForward } from "./lazy.tsx";
import { Connecting, Offline, PreChat } from "./screens.tsx";

const Dialogs = lazy((views) => views.Dialogs);
const Survey = lazy((views) => views.Survey);
const Thanks = lazy((views) => views.Thanks);
const Unavailable = lazy((views) => views.Unavailable);

const screens: Readonly<Record<Exclude<Screen, "chat" | "queue" | "ended">, ComponentType<Shown>>> = {
	preChat: PreChat,
	offline: Offline,
	connecting: Connecting,
	survey: Survey,
	thanks: Thanks,
	unavailable: Unavailable,
};

/** The window. Escape makes it small. */
export function Panel(shown: Shown) {
	const screen = screenOf(shown.app);
	const spoke = currentChat(shown.app)?.lines.some((e) => e.sender === "visitor") ?? false;
	useEffect(() => {
		if (spoke) {
			void lookForward(); // so that it is there without a connection too
		}
	}, [spoke]);
	useEscape(shown.do);
	return (
		<main class="panel" aria-label={shown.read("frame.title")}>
			<Header {...shown} />
			<Connection {...shown} />
			<Notice {...shown} />
			<ScreenView key={keyOf(screen)} screen={screen} {...shown} />
			{shown.app.dialog === "end" || shown.app.dialog === "transcript" ? <Dialogs {...shown} /> : null}
			<Announcer {...shown} />
		</main>
	);
}

/** Wherever the focus is; what takes Escape for itself lets it go no further. */
function useEscape(act: Shown["do"]): void {
	useEffect(() => {
		const pressed = (e: KeyboardEvent) => {
			if (e.key === "Escape" && !e.defaultPrevented) {
				act({ type: "close" });
			}
		};
		document.addEventListener("keydown", pressed);
		return () => document.removeEventListener("keydown", pressed);
	}, [act]);
}

// Queue, chat and end are one screen that changes: the log and the focus stay.
function keyOf(screen: Screen): Screen {
	return screen === "queue" || screen === "ended" ? "chat" : screen;
}

function ScreenView({ screen, ...shown }: Shown & { screen: Screen }) {
	const chat = currentChat(shown.app);
	if (screen === "chat" || screen === "queue" || screen === "ended") {
		return chat === undefined ? null : <Chat chat={chat} {...shown} />;
	}
	const View = screens[screen];
	return <View {...shown} />;
}

function Connection({ app, now, read }: Shown) {
	const down = isDown(app.session, now) && app.session.phase !== "ended";
	const count = pendingCount(app);
	return (
		<div role="status" class={down ? "banner down" : "unseen"}>
			{down ? <span class="spinner" aria-hidden="true" /> : null}
			{down ? read("connection.lost") : ""}
			{down && count > 0 ? ` ${read("connection.waiting", { count })}` : ""}
		</div>
	);
}

function Notice({ app, read }: Shown) {
	return (
		<div role="status" class={app.notice === undefined ? "unseen" : "banner"}>
			{app.notice === undefined ? null : (
				<>
					<Icon name={app.notice.key === "transcript.sent" ? "check" : "alert"} />
					{read(app.notice.key, app.notice.values)}
				</>
			)}
		</div>
	);
}

/** Has new messages read out, each once. */
function Announcer({ app, read }: Shown) {
	return (
		<div class="unseen" role="status" aria-live="polite" aria-relevant="additions" id="announcer">
			{app.announced.map((a) => (
				<p key={a.key}>{read(a.said.key, a.said.values)}</p>
			))}
		</div>
	);
}
