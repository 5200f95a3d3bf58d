// One's own account: who one is to visitors, and how one signs in.
import { useTexts } from "../../run/texts.ts";
import { SignIns } from "../../settings/team/signins.tsx";
import { Head } from "../../settings/view/head.tsx";
import { Loaded } from "../../settings/view/loaded.tsx";
import { ownSignIns, useMe } from "../run/me.ts";
import { Factor } from "./factor.tsx";
import { Password } from "./password.tsx";
import { WhoIs } from "./whois.tsx";
import "./account.css";

/** The page. */
export function AccountPage() {
	const kit = useTexts("settings");
	return (
		<>
			<Head title={kit("page.account")} />
			<Loaded query={useMe()}>
				{(me) => (
					<div className="account">
						<WhoIs me={me} />
						<Password email={me.agent?.email ?? ""} />
						<Factor has={me.hasSecondFactor} left={me.recoveryCodesLeft} />
						<SignIns calls={ownSignIns} />
					</div>
				)}
			</Loaded>
		</>
	);
}
