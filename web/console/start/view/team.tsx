// Colleagues: each gets a password to hand over, which is shown once.
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { splatOf } from "../../settings/model/place.ts";
import { useWritten } from "../../settings/run/resource.ts";
import { Refusal } from "../../settings/view/refusal.tsx";
import { SecretOnce } from "../../settings/view/secretonce.tsx";
import { passwordOf } from "../model/steps.ts";
import { Next } from "./next.tsx";

interface Colleague {
	readonly email: string;
	readonly password: string;
}

/** Adds agents, as many as one likes. */
export function Team({ next }: { readonly next: () => void }) {
	const t = useTexts("start");
	const [made, setMade] = useState<Colleague>();
	return (
		<>
			<p>{t("team.lead")}</p>
			{made === undefined ? (
				<Add made={setMade} />
			) : (
				<SecretOnce
					secret={{ label: t("team.password", { email: made.email }), text: made.password }}
					done={() => setMade(undefined)}
				/>
			)}
			<p>
				<Link to="/settings/$" params={{ _splat: splatOf("signin") }}>
					{t("team.openid")}
				</Link>
			</p>
			<div className="stepbuttons">
				<Next next={next} main={made !== undefined} />
			</div>
		</>
	);
}

function Add({ made }: { readonly made: (c: Colleague) => void }) {
	const t = useTexts("start");
	const kit = useTexts("settings");
	const shell = useTexts("shell");
	const written = useWritten();
	const add = useMutation({
		mutationFn: async (form: FormData): Promise<Colleague> => {
			const email = String(form.get("email"));
			const password = passwordOf((bytes) => crypto.getRandomValues(bytes));
			const displayName = String(form.get("name"));
			await api.POST("/global/agents", { body: { email, displayName, role: "agent", password } });
			return { email, password };
		},
		onSuccess: async (c) => {
			made(c);
			await written("agents");
		},
	});
	return (
		<form
			className="addcolleague"
			onSubmit={(e) => {
				e.preventDefault();
				add.mutate(new FormData(e.currentTarget));
			}}
		>
			<TextInput
				name="name"
				label={kit("field.name")}
				required
				maxLength={256}
				dir="auto"
				autoComplete="off"
			/>
			<TextInput name="email" type="email" label={shell("signin.email")} required autoComplete="off" />
			<Button type="submit" variant="light" loading={add.isPending}>
				{t("team.add")}
			</Button>
			<Refusal error={add.error} />
		</form>
	);
}
