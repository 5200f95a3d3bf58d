// A campaign with forms, as a manager sets it up.
import type { World } from "./world.ts";

/** Fields that a test's campaign asks. */
export interface Asked {
	readonly preChat?: readonly Question[];
	readonly postChat?: readonly Question[];
	readonly offline?: readonly Question[];
}

/** A field, and how it is asked. */
export interface Question {
	readonly name: string;
	readonly type?: string;
	readonly system?: boolean;
	readonly required?: boolean;
	readonly options?: readonly string[];
}

/** Who the visitor is. */
export const nameAndEmail: readonly Question[] = [
	{ name: "Name", system: true, required: true },
	{ name: "Email", system: true, required: true },
];

/** Makes the site's campaign; gives its id. */
export async function campaign(
	w: World,
	asked: Asked,
	rest: Readonly<Record<string, unknown>> = {},
): Promise<string> {
	const fields = new Map<string, string>();
	const form = async (questions: readonly Question[] = []) => {
		const list = [];
		for (const [order, q] of questions.entries()) {
			const fieldId = fields.get(q.name) ?? (await makeField(w, q));
			fields.set(q.name, fieldId);
			list.push({ fieldId, order, isRequired: q.required ?? false, isVisible: true });
		}
		return list;
	};
	return w.api.make("livechat/campaigns", {
		name: "Shop",
		preChatFields: await form(asked.preChat),
		postChatFields: await form(asked.postChat),
		offlineMessageFields: await form(asked.offline),
		...rest,
	});
}

function makeField(w: World, q: Question): Promise<string> {
	return w.api.make("livechat/fields", {
		name: q.name,
		type: q.type ?? "text",
		isSystem: q.system ?? false,
		...(q.options === undefined ? {} : { options: q.options.map((name, order) => ({ name, order })) }),
	});
}
