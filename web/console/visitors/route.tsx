// Who is on the site now: the area's route.
import { createLazyRoute } from "@tanstack/react-router";
import "./visitors.css";
import "../view/controls.ts";
import { VisitorsArea } from "./view/area.tsx";

/** Leads to the visitors. */
export const route = createLazyRoute("/visitors")({ component: VisitorsArea });
