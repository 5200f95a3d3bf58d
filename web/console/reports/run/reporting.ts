// Reports as the views ask for them.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { writeGroup } from "../../history/model/address.ts";
import type { Clock } from "../../history/model/zone.ts";
import { clockNow } from "../../history/run/searching.ts";
import { api, held } from "../../run/api.ts";
import {
	type Answer,
	type Asked,
	type Questions,
	questionsOf,
	type Report,
	type Table,
	tableOf,
} from "../model/report.ts";

async function answerOf({ givenUp, body }: Asked): Promise<Answer> {
	return held(
		givenUp
			? await api.POST("/livechat/missedAndRefusedChats:Aggregate", { body })
			: await api.POST("/livechat/chats:Aggregate", { body }),
	);
}

/** One after the other, since a server does few at once. */
async function answersOf(asked: Questions<Asked>): Promise<Questions<Answer>> {
	return {
		chats: await answerOf(asked.chats),
		allChats: await answerOf(asked.allChats),
		split: await answerOf(asked.split),
		allSplit: await answerOf(asked.allSplit),
	};
}

/** A report's table, with the moment that its periods are counted from. */
export function useReport(report: Report) {
	const where = writeGroup(report.where);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another search begins another count
	const clock = useMemo<Clock>(clockNow, [where, report.by, report.about]);
	const asked = questionsOf(report, clock);
	return useQuery({
		queryKey: ["search", "report", asked],
		queryFn: async (): Promise<Table> => tableOf(report, await answersOf(asked), clock),
		placeholderData: keepPreviousData,
	});
}
