// Ways to sign in beside address and password: the identity providers of the site.
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { signInBy, waysToSignIn } from "../run/openid.ts";
import { useTexts } from "../run/texts.ts";
import { useCause } from "./faults.tsx";
import "./waystosignin.css";

/** A button for each; nothing where there are none, or where nobody answers. */
export function WaysToSignIn() {
	const t = useTexts("openid");
	const cause = useCause();
	const { data } = useQuery({ queryKey: ["ways"], queryFn: waysToSignIn, retry: false });
	const leave = useMutation({ mutationFn: signInBy });
	if (data === undefined || data.providers.length === 0) {
		return null;
	}
	return (
		<section className="ways" aria-label={t("ways.title")}>
			<p>{t(data.requireOpenId ? "ways.only" : "ways.or")}</p>
			{data.providers.map(({ id, name }) => (
				<Button
					key={id}
					variant={data.requireOpenId ? "filled" : "default"}
					fullWidth
					loading={leave.variables === id && (leave.isPending || leave.isSuccess)}
					disabled={leave.isPending || leave.isSuccess}
					onClick={() => leave.mutate(id)}
				>
					{t("ways.by", { name })}
				</Button>
			))}
			{leave.isError && (
				<p role="alert" className="refusal">
					{cause(leave.error)}
				</p>
			)}
		</section>
	);
}
