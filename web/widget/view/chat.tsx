// The chat itself: the log, what is said about it, and the composer.
import { useRef } from "preact/hooks";
import type { Timeline } from "../../shared/model/timeline.ts";
import { mayLeaveMessage } from "../model/chatting.ts";
import { isOver, waitOf, waits } from "../model/screens.ts";
import { Composer } from "./composer.tsx";
import type { Shown } from "./context.ts";
import type { Over } from "./drop.tsx";
import { lazy } from "./lazy.tsx";
import { Log } from "./log.tsx";

const DropZone = lazy<Shown & Over>((views) => views.DropZone);
const Ended = lazy((views) => views.Ended);

/** A chat from its request to its end. */
export function Chat({ chat, ...shown }: Shown & { chat: Timeline }) {
	const { app } = shown;
	const box = useRef<HTMLDivElement>(null);
	return (
		<div class="chat" ref={box}>
			{waits(chat) ? <Queue chat={chat} {...shown} /> : null}
			<Log chat={chat} {...shown} />
			{chat.state?.state === "bot" ? <ToPerson {...shown} /> : null}
			{isOver(chat) ? <Ended {...shown} /> : <Composer {...shown} />}
			{app.settings.files && !isOver(chat) ? <DropZone over={box} {...shown} /> : null}
		</div>
	);
}

function Queue({ chat, ...shown }: Shown & { chat: Timeline }) {
	const { read } = shown;
	const { place, time } = waitOf(chat);
	const prompted = chat.state?.leaveMessage === true;
	return (
		<section class="queue">
			<span class="pulse" aria-hidden="true" />
			<div role="status">
				<strong>{read(place.key, place.values)}</strong>
				{time === undefined ? null : <p>{read(time.key, time.values)}</p>}
				<p>{read(prompted ? "queue.prompted" : "queue.write")}</p>
			</div>
			{mayLeaveMessage(shown.app) ? (
				<button
					type="button"
					class={prompted ? "secondary small" : "plain"}
					onClick={() => shown.do({ type: "wish", wish: "offline" })}
				>
					{read("preChat.message")}
				</button>
			) : null}
		</section>
	);
}

function ToPerson(shown: Shown) {
	const asked = shown.app.session.box.some((w) => w.command.type === "human" && w.refusal === undefined);
	return (
		<div class="toperson">
			<button
				type="button"
				class="secondary small"
				aria-disabled={asked}
				onClick={() => asked || shown.do({ type: "human" })}
			>
				{shown.read("chat.human")}
			</button>
		</div>
	);
}
