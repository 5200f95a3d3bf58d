// Where one is signed in, and ending that.
import { Button } from "@mantine/core";
import { useRef } from "react";
import { useFormat } from "../../run/format.ts";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "../../settings/view/refusal.tsx";
import { deviceOf } from "../model/device.ts";
import { end, type SignIn, useDeed, useSignIns } from "../run/me.ts";
import { Section } from "./section.tsx";

const noGuid = "00000000-0000-0000-0000-000000000000";

/** All of them, the one of this browser first. */
export function SignIns() {
	const t = useTexts("account");
	const { data = [] } = useSignIns();
	const heading = useRef<HTMLHeadingElement>(null);
	const deed = useDeed(end);
	const endThose = (which: string) => deed.mutate(which, { onSuccess: () => heading.current?.focus() });
	const all = data.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
	return (
		<Section title={t("signins.title")} heading={heading}>
			<ul className="signins">
				{all.map((s) => (
					<Row key={s.id} signIn={s} end={() => endThose(s.id)} waits={deed.isPending} />
				))}
			</ul>
			<Refusal error={deed.error} />
			{all.length > 1 && (
				<div className="buttons">
					<Button variant="default" onClick={() => endThose("others")} loading={deed.isPending}>
						{t("signins.endOthers")}
					</Button>
				</div>
			)}
		</Section>
	);
}

interface RowProps {
	readonly signIn: SignIn;
	readonly end: () => void;
	readonly waits: boolean;
}

function Row({ signIn: s, end, waits }: RowProps) {
	const t = useTexts("account");
	const format = useFormat();
	const device = deviceOf(s.userAgent) || t("signins.unknown");
	const by = s.clientId !== noGuid ? t("signins.program") : s.method === "openIdConnect" && "OpenID Connect";
	return (
		<li>
			<div>
				<strong>
					<bdi>{device}</bdi>
				</strong>
				{s.isCurrent && <span className="tag">{t("signins.this")}</span>}
				{by !== false && <span className="tag">{by}</span>}
				<div className="quiet">
					<bdi>{s.address}</bdi>
					{" · "}
					{t("signins.since", { when: format.moment(Date.parse(s.created)) })}
					{" · "}
					{t("signins.used", { when: format.moment(Date.parse(s.lastUsed)) })}
				</div>
			</div>
			{!s.isCurrent && (
				<Button
					variant="subtle"
					size="compact-sm"
					aria-label={t("signins.endOf", { device })}
					onClick={end}
					disabled={waits}
				>
					{t("signins.end")}
				</Button>
			)}
		</li>
	);
}
