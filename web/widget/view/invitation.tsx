// The question whether to chat, on the page while the window is not open.
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Invitation } from "../../shared/model/frames.ts";
import { Avatar } from "./avatar.tsx";
import type { Shown } from "./context.ts";
import { Icon } from "./icons.tsx";
import { Linked } from "./linked.tsx";

/** The card. It tells its height, which the page cannot know. */
export function InvitationCard({ invitation, ...shown }: Shown & { invitation: Invitation }) {
	const { read } = shown;
	const card = useRef<HTMLElement>(null);
	const act = shown.do;
	useLayoutEffect(() => {
		const e = card.current;
		if (e === null) {
			return;
		}
		const seen = new ResizeObserver(() => act({ type: "measured", height: e.offsetHeight }));
		seen.observe(e);
		return () => seen.disconnect();
	}, [act]);
	const { agentName, agentAvatar } = invitation;
	const from = agentName === "" ? read("invitation.us") : read("invitation.from", { name: agentName });
	return (
		<main ref={card} class="card" aria-label={from}>
			<div class="head">
				<Avatar name={agentName || read("chat.agent")} avatar={agentAvatar} {...shown} />
				<h1>{agentName || read("button.online")}</h1>
				<button
					type="button"
					class="round small"
					aria-label={read("close")}
					onClick={() => shown.do({ type: "decline" })}
				>
					<Icon name="close" />
				</button>
			</div>
			<p dir="auto" role="status">
				<Linked text={invitation.message} />
			</p>
			<div class="buttons">
				<button type="button" class="primary" onClick={() => shown.do({ type: "accept" })}>
					{read("invitation.accept")}
				</button>
				<button type="button" class="plain" onClick={() => shown.do({ type: "decline" })}>
					{read("invitation.decline")}
				</button>
			</div>
		</main>
	);
}
