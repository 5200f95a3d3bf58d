// Ways to sign in beside address and password: the identity providers of the site.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { signInBy, type Ways, waysToSignIn } from "../run/openid.ts";
import { useTexts } from "../run/texts.ts";
import { useCause } from "./faults.tsx";
import "./waystosignin.css";

/** A button for each; nothing where there are none, or where nobody answers. */
export function WaysToSignIn() {
	const t = useTexts("openid");
	const cause = useCause();
	const data = useWays();
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

/** What the server tells, as soon as it does. What queries know is forgotten while nobody is signed in. */
function useWays(): Ways | undefined {
	const [ways, setWays] = useState<Ways>();
	useEffect(() => {
		waysToSignIn().then(setWays, () => {}); // a password is asked for all the same
	}, []);
	return ways;
}
