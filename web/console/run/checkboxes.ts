// Which entered values are those of a check box: the API has "true" and "false" for them.
import { useQuery } from "@tanstack/react-query";
import { api, held } from "./api.ts";

interface Entered {
	readonly fieldId: string;
	readonly value: string;
}

/** Whether what was entered is a tick, or none; undefined for all else. Fields are read when it matters. */
export function useTicked(all: readonly Entered[]): (one: Entered) => "true" | "false" | undefined {
	const { data } = useQuery({
		queryKey: ["names", "checkBoxes"],
		queryFn: async () => held(await api.GET("/livechat/fields")).filter((f) => f.type === "checkBox"),
		enabled: all.some((e) => isTick(e.value)),
		staleTime: 300_000,
	});
	return ({ fieldId, value }) =>
		isTick(value) && data?.some((f) => f.id === fieldId) === true ? value : undefined;
}

function isTick(value: string): value is "true" | "false" {
	return value === "true" || value === "false";
}
