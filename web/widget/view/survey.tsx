// The judgement of a chat: stars, and what else the campaign asks.
import { fieldsOf } from "../model/screens.ts";
import type { Shown } from "./context.ts";
import { Form } from "./form.tsx";
import { Icon } from "./icons.tsx";
import { LaterIcon } from "./latericons.tsx";
import { Heading } from "./screens.tsx";

const most = 5;

/** The survey. */
export function Survey(shown: Shown) {
	const { app, read } = shown;
	return (
		<div class="page">
			<Form
				{...shown}
				form="postChat"
				fields={fieldsOf(app, "postChat")}
				label={read("survey.send")}
				beside={
					<button type="button" class="plain" onClick={() => shown.do({ type: "again" })}>
						{read("survey.skip")}
					</button>
				}
			>
				<Heading title={read("survey.title")} lead={read("survey.lead")} />
				<Stars {...shown} />
				<div class="field">
					<label for="comment">
						{read("survey.comment")} <small>({read("field.optional")})</small>
					</label>
					<textarea
						id="comment"
						dir={app.comment === "" ? undefined : "auto"}
						rows={3}
						maxLength={8_000}
						value={app.comment}
						onInput={(e) => shown.do({ type: "comment", text: e.currentTarget.value })}
					/>
				</div>
			</Form>
		</div>
	);
}

/** Radio buttons that look like stars: arrows choose. */
function Stars(shown: Shown) {
	const { app, read } = shown;
	return (
		<fieldset class="stars">
			<legend class="unseen">{read("survey.rating")}</legend>
			{Array.from({ length: most + 1 }, (_, count) => (
				<label
					key={count}
					class={count === 0 ? "star none" : count <= (app.rating ?? 0) ? "star on" : "star"}
				>
					<input
						class="unseen"
						type="radio"
						name="rating"
						checked={app.rating === count}
						onChange={() => shown.do({ type: "rate", rating: count })}
					/>
					<span class="unseen">{read("survey.stars", { count })}</span>
					{count === 0 ? (
						<Icon name="close" />
					) : (
						<LaterIcon name="star" filled={count <= (app.rating ?? 0)} />
					)}
				</label>
			))}
		</fieldset>
	);
}
