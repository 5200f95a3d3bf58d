// How the widget looks: the campaign's look, with the widget beside it.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { blankCampaign, type Campaign, type Field } from "../../campaigns/model/campaign.ts";
import { campaigns, fields } from "../../campaigns/run/resources.ts";
import { LookForm } from "../../campaigns/view/look.tsx";
import { WidgetPreview } from "../../campaigns/view/preview.tsx";
import { useLanguage, useTexts } from "../../run/texts.ts";
import { useForm } from "../../settings/run/form.ts";
import { saved, useAll, useWritten } from "../../settings/run/resource.ts";
import { FormFrame } from "../../settings/view/formframe.tsx";
import { Loaded } from "../../settings/view/loaded.tsx";
import { Refusal } from "../../settings/view/refusal.tsx";
import { Next } from "./next.tsx";

const nothing: readonly Field[] = [];

interface Props {
	/** The site's name. */
	readonly site: string;
	readonly next: () => void;
}

/** The first campaign's; where there is none it is made. */
export function LookStep({ site, next }: Props) {
	const all = useAll(campaigns);
	return (
		<Loaded query={all}>
			{([first]) =>
				first === undefined ? (
					<NoCampaign site={site} next={next} />
				) : (
					<Look key={first.id} campaign={first} next={next} />
				)
			}
		</Loaded>
	);
}

function NoCampaign({ site, next }: Props) {
	const t = useTexts("start");
	const language = useLanguage();
	const written = useWritten();
	const make = useMutation({
		mutationFn: () =>
			campaigns.create({ ...blankCampaign, name: site === "" ? t("look.first") : site, language }),
		onSuccess: () => written(campaigns.key),
	});
	return (
		<>
			<p>{t("look.none")}</p>
			<Refusal error={make.error} />
			<div className="stepbuttons">
				<Button loading={make.isPending} onClick={() => make.mutate()}>
					{t("look.make")}
				</Button>
				<Next next={next} />
			</div>
		</>
	);
}

function Look({ campaign, next }: { readonly campaign: Campaign; readonly next: () => void }) {
	const written = useWritten();
	const form = useForm(campaign, async (draft, before) => {
		const made = await saved(campaigns, draft.id, draft, before);
		await written(campaigns.key);
		return made;
	});
	const asked = useAll(fields).data ?? nothing;
	return (
		<div className="startlook">
			<div>
				<FormFrame form={form} tools={<Next next={next} main={!form.isDirty} />}>
					<LookForm form={form} />
				</FormFrame>
			</div>
			<WidgetPreview campaign={form.draft} fields={asked} />
		</div>
	);
}
