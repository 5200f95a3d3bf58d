// Where the team works: the area's route.
import { createLazyRoute } from "@tanstack/react-router";
import "./work.css";
import { WorkArea } from "./view/area.tsx";

/** Leads to the work. */
export const route = createLazyRoute("/work")({ component: WorkArea });
