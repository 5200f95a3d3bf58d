// Figures about chats: tables and charts over any search.
import { createLazyRoute, useNavigate, useSearch } from "@tanstack/react-router";
import { NotUnderstood } from "../history/view/notunderstood.tsx";
import { addressOfReport, reportAt, usualReport } from "./model/address.ts";
import type { Report } from "./model/report.ts";
import "../history/view/mantine.ts";
import "../history/view/dialog.css";
import "../history/view/style.css";
import { Reports } from "./view/reports.tsx";
import "./view/style.css";

/** Leads to the reports. */
export const route = createLazyRoute("/reports")({ component: ReportsArea });

function ReportsArea() {
	const address: { readonly [name: string]: unknown } = useSearch({ strict: false });
	const go = useNavigate();
	const understood = reportAt(address);
	const show = (report: Report) => void go({ to: "/reports", search: { ...addressOfReport(report) } });
	return "problem" in understood ? (
		<NotUnderstood part={understood.problem} startAnew={() => show(usualReport)} />
	) : (
		<Reports report={understood.report} show={show} />
	);
}
