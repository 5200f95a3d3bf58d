// A page that makes or changes one thing of the site:
//
//	<FormPage
//		page="skills"
//		id={id}
//		resource={skills}
//		blank={{ name: "", description: "" }}
//		nameOf={(s) => s.name}
//		goes={t("skills.goes")}
//	>
//		{(form) => <TextInput label={t("field.name")} {...text(form, "name")} required />}
//	</FormPage>
//
// It reads the thing, saves and deletes it, and leads to its address once it is made. The
// server's refusal stands below the fields, and at the one that it names.
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import { newId, splatOf } from "../model/place.ts";
import { type Form, useForm } from "../run/form.ts";
import { type Item, type Resource, saved, useOne, useWritten } from "../run/resource.ts";
import { DeleteButton } from "./deletebutton.tsx";
import { FormFrame } from "./formframe.tsx";
import { Head } from "./head.tsx";
import { Loaded } from "./loaded.tsx";
import { type Secret, SecretOnce } from "./secretonce.tsx";

interface Props<T extends Item> {
	readonly page: string;
	readonly id: string;
	readonly resource: Resource<T>;
	/** What a new one begins with. */
	readonly blank: Omit<T, "id">;
	readonly nameOf: (item: T) => string;
	/** Says what goes when it is deleted. */
	readonly goes?: string;
	/** Of what was made: a secret that is shown this once. */
	readonly secretOf?: (made: T) => Secret | undefined;
	/** Whoever is signed in may see it, and not change it. */
	readonly readOnly?: (item: T) => boolean;
	/** The fields. */
	readonly children: (form: Form<T>, isNew: boolean) => ReactNode;
	/** Further sections below the form, which act by themselves; not shown for a new one. */
	readonly more?: (item: T) => ReactNode;
}

/** The form, made anew for each id; the secret of what was just made stands above it. */
export function FormPage<T extends Item>(props: Props<T>) {
	const { id, resource, blank, secretOf } = props;
	const [made, setMade] = useState<T | undefined>(undefined);
	const one = useOne(resource, id, blank);
	const secret = made?.id === id ? secretOf?.(made) : undefined;
	return (
		<>
			{secret !== undefined && <SecretOnce secret={secret} done={() => setMade(undefined)} />}
			<Loaded query={one}>{(item) => <One {...props} key={id} item={item} tellMade={setMade} />}</Loaded>
		</>
	);
}

type OneProps<T extends Item> = Props<T> & { readonly item: T; readonly tellMade: (made: T) => void };

function One<T extends Item>(props: OneProps<T>) {
	const { page, id, resource, item, nameOf, goes } = props;
	const t = useTexts("settings");
	const go = useNavigate();
	const written = useWritten();
	const isNew = id === newId;
	const readOnly = props.readOnly?.(item) ?? false;
	const form = useForm(item, async (draft, before) => {
		const made = await saved(resource, id, draft, before);
		void written(resource.key);
		if (isNew) {
			props.tellMade(made);
			void go({
				to: "/settings/$",
				params: { _splat: splatOf(page, made.id) },
				replace: true,
				ignoreBlocker: true,
			});
		}
		return made;
	});
	const { remove } = resource;
	const name = nameOf(form.saved);
	return (
		<>
			<Head title={isNew ? t("act.new") : name} back={{ page, text: t(`page.${page}` as "page.skills") }} />
			<FormFrame
				form={form}
				isNew={isNew}
				readOnly={readOnly}
				tools={
					remove !== undefined &&
					!isNew &&
					!readOnly && (
						<DeleteButton
							name={name}
							lead={goes}
							remove={() => remove(id)}
							gone={() => {
								void written(resource.key);
								void go({ to: "/settings/$", params: { _splat: splatOf(page) }, ignoreBlocker: true });
							}}
						/>
					)
				}
			>
				{props.children(form, isNew)}
			</FormFrame>
			{!isNew && props.more?.(form.saved)}
		</>
	);
}
