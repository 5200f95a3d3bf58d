// The end of the guide, which then is shown no more.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "../../settings/view/refusal.tsx";
import { useChangeSite } from "../run/site.ts";

/** Takes the guide away, and leads to work. */
export function Done() {
	const t = useTexts("start");
	const go = useNavigate();
	const change = useChangeSite();
	const end = useMutation({
		mutationFn: async () => {
			await go({ to: "/work" });
			await change({ showGuide: false });
		},
	});
	return (
		<>
			<p>{t("done.lead")}</p>
			<Refusal error={end.error} />
			<div className="stepbuttons">
				<Button loading={end.isPending} onClick={() => end.mutate()}>
					{t("done.work")}
				</Button>
			</div>
		</>
	);
}
