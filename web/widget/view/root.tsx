// What is in the frame: the window, the invitation, or nothing.
import { invites } from "../model/telling.ts";
import type { Shown } from "./context.ts";
import { InvitationCard } from "./invitation.tsx";
import { Panel } from "./panel.tsx";

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
