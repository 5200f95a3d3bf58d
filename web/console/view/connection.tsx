// Tells when the connection is down, and what waits for it.
import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { isDown } from "../../shared/model/sessionstate.ts";
import { signOut } from "../run/account.ts";
import { useSession } from "../run/live.ts";
import { useTexts } from "../run/texts.ts";

/** A line across the page, as long as something is wrong. */
export function Connection() {
	const t = useTexts("shell");
	const session = useSession();
	const down = useDown(session.downSince);
	const waiting = session.box.filter((w) => w.refusal === undefined).length;
	if (session.phase === "ended" && session.fault !== "") {
		return (
			<div className="connection" role="alert">
				<IconPlugConnectedX size={18} aria-hidden />
				<span>{t("connection.ended", { reason: session.fault })}</span>
				<Button size="compact-sm" variant="white" color="dark" onClick={() => void signOut()}>
					{t("signin.submit")}
				</Button>
			</div>
		);
	}
	return (
		<div role="status">
			{down && (
				<div className="connection">
					<IconPlugConnectedX size={18} aria-hidden />
					<span>{t("connection.lost")}</span>
					{waiting > 0 && <span>{t("connection.waiting", { count: waiting })}</span>}
				</div>
			)}
		</div>
	);
}

// Whether it has been down for so long that it is to be told.
function useDown(since: number | undefined): boolean {
	const [now, setNow] = useState(0);
	useEffect(() => {
		if (since === undefined) {
			return;
		}
		const timer = setInterval(() => setNow(Date.now()), 1_000);
		return () => clearInterval(timer);
	}, [since]);
	return isDown({ ...useSession.getState(), downSince: since }, now);
}
