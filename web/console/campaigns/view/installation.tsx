// The tag that puts the widget on somebody's pages.
//
//	<InstallationCode campaign={campaign.id} />
//
// It finds out by itself which server and site this is. Without a campaign the tag is that of
// the site's first one.
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { Copied } from "../../view/copied.tsx";
import { installationCode } from "../model/campaign.ts";
import "../../view/secondfactor.css";
import "./campaigns.css";

/** Shows the tag, to be copied. */
export function InstallationCode({ campaign = "" }: { readonly campaign?: string }) {
	const t = useTexts("campaigns");
	const { data } = useQuery({
		queryKey: ["site number"],
		queryFn: async () => held(await api.GET("/global/me")).siteId,
		staleTime: Number.POSITIVE_INFINITY,
	});
	if (data === undefined) {
		return null;
	}
	const code = installationCode(location.origin, data, campaign);
	return (
		<div className="installation">
			<p>{t("install.lead")}</p>
			<Suspense>
				<Copied label={t("install.code")} text={code}>
					<code dir="ltr">{code}</code>
				</Copied>
			</Suspense>
		</div>
	);
}
