// The secret that signs what a bot is sent.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { Refusal } from "../../settings/view/refusal.tsx";
import { SecretOnce } from "../../settings/view/secretonce.tsx";
import { type Bot, giveSecret } from "../run/resources.ts";
import { newSigningSecret } from "../run/secret.ts";

/** Gives the bot another secret; one that the server has just made is shown as well. */
export function BotSecret({ bot }: { readonly bot: Bot }) {
	const t = useTexts("campaigns");
	const [seen, setSeen] = useState("");
	const give = useMutation({
		mutationFn: async () => {
			const secret = newSigningSecret();
			await giveSecret(bot.id, secret);
			return secret;
		},
	});
	const secret = give.data ?? bot.secret ?? "";
	return (
		<section className="section" aria-labelledby="bot-secret">
			<h2 id="bot-secret">{t("bots.secret")}</h2>
			{secret !== "" && secret !== seen ? (
				<SecretOnce secret={{ label: t("bots.secret"), text: secret }} done={() => setSeen(secret)} />
			) : (
				<>
					<p>{t("bots.secretLead")}</p>
					<Refusal error={give.error} />
					<div>
						<Button variant="default" loading={give.isPending} onClick={() => give.mutate()}>
							{t("bots.newSecret")}
						</Button>
					</div>
				</>
			)}
		</section>
	);
}
