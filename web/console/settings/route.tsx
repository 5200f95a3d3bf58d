// The settings: what administrators set up, and everybody's own account.
import { createLazyRoute } from "@tanstack/react-router";
import "./view/mantine.ts";
import "./view/settings.css";
import { Settings } from "./view/settings.tsx";

/** Leads to the settings. */
export const route = createLazyRoute("/settings")({ component: Settings });
