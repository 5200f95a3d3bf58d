// The secret that signs what somebody is sent.
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { newSigningSecret } from "../run/secret.ts";
import { Refusal } from "./refusal.tsx";
import { SecretOnce } from "./secretonce.tsx";
import { Section } from "./section.tsx";

interface Props {
	/** What is said of it: its name, what it is for, and what the button says that makes another. */
	readonly says: { readonly title: string; readonly lead: string; readonly another: string };
	/** One that the server has just made; empty for none. */
	readonly made: string;
	/** Has another one sign from now on. */
	readonly give: (secret: string) => Promise<unknown>;
}

/** Makes another secret; one that the server has just made is shown as well. */
export function SigningSecret({ says, made, give }: Props) {
	const [seen, setSeen] = useState("");
	const giving = useMutation({
		mutationFn: async () => {
			const secret = newSigningSecret();
			await give(secret);
			return secret;
		},
	});
	const secret = giving.data ?? made;
	return (
		<Section title={says.title}>
			{secret !== "" && secret !== seen ? (
				<SecretOnce secret={{ label: says.title, text: secret }} done={() => setSeen(secret)} />
			) : (
				<>
					<p>{says.lead}</p>
					<Refusal error={giving.error} />
					<div>
						<Button variant="default" loading={giving.isPending} onClick={() => giving.mutate()}>
							{says.another}
						</Button>
					</div>
				</>
			)}
		</Section>
	);
}
