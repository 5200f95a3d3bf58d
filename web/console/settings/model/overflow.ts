// Where chats go that a department cannot take, as one choice of several.

/** As the API has it. */
export interface Overflow {
	readonly overflowDepartmentId: string;
	readonly overflowToOfflineMessage: boolean;
	readonly overflowAfter: number;
}

/** The guid that names nothing. */
export const noGuid = "00000000-0000-0000-0000-000000000000";

/** The choice: "wait", "message", or the id of a department. */
export function choiceOf(o: Overflow): string {
	if (o.overflowToOfflineMessage) {
		return "message";
	}
	return o.overflowDepartmentId === noGuid ? "wait" : o.overflowDepartmentId;
}

/** What a choice changes; chats that wait anyway do so for any time. */
export function chosen(choice: string, after: number): Overflow {
	return {
		overflowDepartmentId: choice === "wait" || choice === "message" ? noGuid : choice,
		overflowToOfflineMessage: choice === "message",
		overflowAfter: choice === "wait" ? 0 : after,
	};
}
