// Why a file could not be sent. Apart from uploads.ts, so that the widget loads it later.

/** Whether another try can help. */
export function canRetry(code: string): boolean {
	return code !== "413" && code !== "415" && code !== "conflict";
}
