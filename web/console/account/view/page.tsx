// One's own account: who one is to visitors, and how one signs in.

import { useTexts } from "../../run/texts.ts";
import { Fault } from "../../view/faults.tsx";
import { useMe } from "../run/me.ts";
import { Factor } from "./factor.tsx";
import { Password } from "./password.tsx";
import { SignIns } from "./signins.tsx";
import { WhoIs } from "./whois.tsx";
import "./account.css";

/** The page. */
export function AccountPage() {
	const t = useTexts("account");
	const { data: me, error, refetch } = useMe();
	if (me === undefined) {
		return error === null ? (
			<div className="waiting" />
		) : (
			<Fault error={error} reset={() => void refetch()} />
		);
	}
	return (
		<div className="account">
			<h1>{t("account.title")}</h1>
			<WhoIs me={me} />
			<Password email={me.agent?.email ?? ""} />
			<Factor has={me.hasSecondFactor} left={me.recoveryCodesLeft} />
			<SignIns />
		</div>
	);
}
