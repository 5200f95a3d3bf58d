// Where the team works: the area's route.
import { createLazyRoute } from "@tanstack/react-router";

/** Leads to the work. */
export const route = createLazyRoute("/work")({ component: Work });

function Work() {
	return <section className="work" />;
}
