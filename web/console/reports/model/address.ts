// A report in an address.
import { queryAt, writeGroup } from "../../history/model/address.ts";
import type { Group } from "../../history/model/query.ts";
import { dimensions } from "./dimension.ts";
import { type Report, subjects } from "./report.ts";

/** The parameters of an address that tell a report. */
export interface ReportAddress {
	readonly where?: string;
	readonly by?: string;
	readonly about?: string;
}

const lastMonth: Group = {
	join: "and",
	not: false,
	parts: [{ field: "requestedTime", operator: "is", values: ["last30days"] }],
};

/** What is shown when nothing else is asked. */
export const usualReport: Report = { where: lastMonth, by: "day", about: "figures" };

/** What the parameter says when a report is about all chats of all times. */
const allOfThem = "all";

/** The address of a report. */
export function addressOfReport({ where, by, about }: Report): ReportAddress {
	const written = writeGroup(where) || allOfThem;
	return {
		...(written === writeGroup(lastMonth) ? {} : { where: written }),
		...(by === usualReport.by ? {} : { by }),
		...(about === usualReport.about ? {} : { about }),
	};
}

/** The report at an address, or what is not understood of it. */
export function reportAt(
	address: Readonly<Record<string, unknown>>,
): { readonly report: Report } | { readonly problem: string } {
	const { where = writeGroup(lastMonth), by = usualReport.by, about = usualReport.about } = address;
	const understood = queryAt({ where: where === allOfThem ? "" : where });
	const dimension = dimensions.find((d) => d === by);
	const subject = subjects.find((s) => s === about);
	if ("problem" in understood) {
		return understood;
	}
	if (dimension === undefined || subject === undefined) {
		return { problem: `${String(by)} ${String(about)}` };
	}
	return { report: { where: understood.query.where, by: dimension, about: subject } };
}
