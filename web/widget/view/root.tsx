// What is in the frame: the window, the invitation, or nothing.
import type { Invitation } from "../../shared/model/frames.ts";
import { invites } from "../model/telling.ts";
import type { Shown } from "./context.ts";
import { lazy } from "./lazy.tsx";
import { Panel } from "./panel.tsx";

const InvitationCard = lazy<Shown & { invitation: Invitation }>((views) => views.InvitationCard);

/** The widget's view. */
export function Root(shown: Shown) {
	const { app } = shown;
	if (app.open) {
		return <Panel {...shown} />;
	}
	return app.invitation !== undefined && invites(app) ? (
		<InvitationCard invitation={app.invitation} {...shown} />
	) : null;
}
