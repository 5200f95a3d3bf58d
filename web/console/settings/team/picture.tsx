// The picture that visitors see of an agent.
import { Button, FileButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { putAvatar, removeAvatar } from "../run/avatar.ts";
import { useWritten } from "../run/resource.ts";
import { Refusal } from "../view/refusal.tsx";
import { Section } from "../view/section.tsx";
import { Face } from "./face.tsx";

interface Props {
	readonly id: string;
	readonly name: string;
	readonly avatar: string;
}

const kinds = "image/png,image/jpeg,image/gif,image/webp,image/bmp,image/tiff";

/** Shows it, takes another one, or takes it away. */
export function Picture({ id, name, avatar }: Props) {
	const t = useTexts("settings");
	const written = useWritten();
	const [key, setKey] = useState(avatar);
	const run = useMutation({
		mutationFn: (picture: File | undefined) =>
			picture === undefined ? removeAvatar(id) : putAvatar(id, picture),
		onSuccess: (made) => {
			setKey(made);
			void written("agents");
		},
	});
	return (
		<Section title={t("picture.title")} lead={t("picture.lead")}>
			<div className="picture">
				<Face id={id} name={name} avatar={key} />
				<FileButton accept={kinds} onChange={(file) => file !== null && run.mutate(file)}>
					{(props) => (
						<Button {...props} variant="default" loading={run.isPending}>
							{t("picture.choose")}
						</Button>
					)}
				</FileButton>
				{key !== "" && (
					<Button
						variant="subtle"
						color="gray"
						onClick={() => run.mutate(undefined)}
						disabled={run.isPending}
					>
						{t("picture.remove")}
					</Button>
				)}
			</div>
			<Refusal error={run.error} />
		</Section>
	);
}
