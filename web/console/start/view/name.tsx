// What the site is called.
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "../../settings/view/refusal.tsx";
import { useChangeSite } from "../run/site.ts";
import { Next } from "./next.tsx";

interface Props {
	readonly site: { readonly name: string };
	readonly next: () => void;
}

/** Asks for it. */
export function NameStep({ site, next }: Props) {
	const t = useTexts("start");
	const kit = useTexts("settings");
	const change = useChangeSite();
	const store = useMutation({ mutationFn: (name: string) => change({ name }), onSuccess: next });
	return (
		<form
			onSubmit={(e) => {
				e.preventDefault();
				store.mutate(String(new FormData(e.currentTarget).get("name")));
			}}
		>
			<TextInput
				name="name"
				label={kit("field.name")}
				description={t("name.lead")}
				defaultValue={site.name}
				maxLength={256}
				dir="auto"
			/>
			<Refusal error={store.error} />
			<div className="stepbuttons">
				<Button type="submit" loading={store.isPending}>
					{t("start.next")}
				</Button>
				<Next next={next} />
			</div>
		</form>
	);
}
