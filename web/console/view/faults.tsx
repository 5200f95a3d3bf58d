// What is shown in the place of a view that cannot be.
import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { ApiError } from "../run/api.ts";
import { NotLoaded } from "../run/loading.ts";
import { useTexts } from "../run/texts.ts";

/** An address that leads nowhere. */
export function NotFound() {
	const t = useTexts("shell");
	return (
		<section className="fault">
			<h1>{t("fault.notFound")}</h1>
			<Link to="/">{t("fault.home")}</Link>
		</section>
	);
}

/** A view that broke. */
export function Fault({ error, reset }: Pick<ErrorComponentProps, "error" | "reset">) {
	const t = useTexts("shell");
	return (
		<section className="fault" role="alert">
			<h1>{t("fault.title")}</h1>
			<p>{useCause()(error)}</p>
			<Button onClick={error instanceof NotLoaded ? () => location.reload() : reset}>
				{t("fault.again")}
			</Button>
		</section>
	);
}

/** Tells an error in the server's words, and what came of no answer in ours. */
export function useCause(): (error: unknown) => string {
	const t = useTexts("shell");
	return (error) => {
		if (error instanceof NotLoaded) {
			return t("fault.network");
		}
		if (!(error instanceof ApiError)) {
			return t("fault.own");
		}
		if (error.status === 0) {
			return t("fault.network");
		}
		const again = error.retryAfter > 0 ? `. ${t("fault.retryAfter", { count: error.retryAfter })}` : "";
		return error.message + again;
	};
}
