// The head of the window: who is there, and what can be done.
import type { Timeline } from "../../shared/model/timeline.ts";
import { avatarOf } from "../model/avatars.ts";
import { currentChat, isOver, screenOf, waits } from "../model/screens.ts";
import { Avatar } from "./avatar.tsx";
import type { Shown } from "./context.ts";
import { Icon } from "./icons.tsx";
import { MenuButton } from "./menubutton.tsx";

/** The head. */
export function Header(shown: Shown) {
	const { app, read } = shown;
	const chat = screenOf(app) === "thanks" ? undefined : currentChat(app);
	const { name, about, bot } = whoOf(shown, chat);
	return (
		<header class="header">
			{name === "" ? (
				<span class="avatar" aria-hidden="true">
					<Icon name="chat" />
				</span>
			) : (
				<Avatar name={name} bot={bot} avatar={avatarOf(app, chat?.state?.agentId ?? "")} {...shown} />
			)}
			<div class="title">
				<h1>{name === "" ? read(app.there ? "button.online" : "button.offline") : <bdi>{name}</bdi>}</h1>
				<p>
					{name === "" && app.there && chat === undefined ? <i class="lamp" aria-hidden="true" /> : null}
					{about}
				</p>
			</div>
			{chat === undefined ? null : <MenuButton {...shown} over={isOver(chat)} />}
			<button
				type="button"
				class="round onfill"
				aria-label={read("header.minimise")}
				onClick={() => shown.do({ type: "close" })}
			>
				<Icon name="minimise" />
			</button>
		</header>
	);
}

function whoOf({ app, read }: Shown, chat: Timeline | undefined) {
	const state = chat?.state;
	if (chat === undefined || state === undefined) {
		return { name: "", about: read(app.there ? "header.online" : "header.offline"), bot: false };
	}
	if (isOver(chat)) {
		return {
			name: state.agentName || state.botName,
			about: read("header.ended"),
			bot: state.agentName === "",
		};
	}
	if (waits(chat)) {
		return { name: "", about: read("header.waiting"), bot: false };
	}
	const bot = state.state === "bot";
	return {
		name: (bot ? state.botName : state.agentName) || read(bot ? "chat.bot" : "chat.agent"),
		about: read(bot ? "header.bot" : "header.agent"),
		bot,
	};
}
