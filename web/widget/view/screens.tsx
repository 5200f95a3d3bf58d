// The screens without a chat: forms, and what comes after them.
import { useEffect, useRef } from "preact/hooks";
import { shown as shownFields } from "../model/form.ts";
import { currentChat, fieldsOf, isOver, offlineForm } from "../model/screens.ts";
import { Avatar } from "./avatar.tsx";
import type { Shown } from "./context.ts";
import { Form } from "./form.tsx";
import { Linked } from "./linked.tsx";

/** The heading of a screen, which has the focus when the screen appears. */
export function Heading({ title, lead }: { title: string; lead?: string | undefined }) {
	const element = useRef<HTMLHeadingElement>(null);
	useEffect(() => element.current?.focus({ preventScroll: true }), []);
	return (
		<div class="heading">
			<h2 ref={element} tabIndex={-1}>
				{title}
			</h2>
			{lead === undefined ? null : <p>{lead}</p>}
		</div>
	);
}

/** Before a chat. */
export function PreChat(shown: Shown) {
	const { app, read } = shown;
	return (
		<div class="page">
			<Form
				{...shown}
				form="preChat"
				fields={fieldsOf(app, "preChat")}
				label={read("preChat.start")}
				beside={
					<button type="button" class="plain" onClick={() => shown.do({ type: "wish", wish: "offline" })}>
						{read("preChat.message")}
					</button>
				}
			>
				<Heading title={read("preChat.title")} lead={read("preChat.lead")} />
				{app.invitation === undefined ? null : (
					<div class="quote">
						<Avatar
							name={app.invitation.agentName || read("chat.agent")}
							avatar={app.invitation.agentAvatar}
							{...shown}
						/>
						<div>
							<p dir="auto">
								<Linked text={app.invitation.message} />
							</p>
						</div>
					</div>
				)}
			</Form>
		</div>
	);
}

/** A message in the place of a chat. */
export function Offline(shown: Shown) {
	const { app, read } = shown;
	const chat = currentChat(app);
	const inside = chat !== undefined && !isOver(chat);
	const back = inside || app.there;
	return (
		<div class="page">
			<Form
				{...shown}
				form="offline"
				fields={shownFields(offlineForm(app), app.departments)}
				label={read("offline.send")}
				beside={
					back ? (
						<button
							type="button"
							class="plain"
							onClick={() => shown.do({ type: "wish", wish: inside ? "" : "preChat" })}
						>
							{read("offline.back")}
						</button>
					) : null
				}
			>
				<Heading
					title={read("offline.title")}
					lead={read(back ? (inside ? "offline.instead" : "offline.lead.there") : "offline.lead")}
				/>
			</Form>
		</div>
	);
}

/** Until the server has answered. */
export function Connecting({ app, read }: Shown) {
	return (
		<div class="page middle">
			<span class="spinner large" aria-hidden="true" />
			<Heading
				title={read("connecting.title")}
				lead={read(app.held === undefined ? "connecting.lead" : "challenge.working")}
			/>
		</div>
	);
}
