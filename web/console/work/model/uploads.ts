// Files that agents send.
import type { Upload } from "../../../shared/model/uploads.ts";

/** A file of an agent. */
export interface AgentUpload extends Upload {
	/** For agents alone. */
	readonly note: boolean;
}

/** Which text tells why a file could not be sent. */
export function uploadProblem(
	code: string,
): "file.large" | "file.type" | "file.many" | "file.ended" | "file.failed" {
	switch (code) {
		case "413":
			return "file.large";
		case "415":
			return "file.type";
		case "limited":
			return "file.many";
		case "conflict":
			return "file.ended";
		default:
			return "file.failed";
	}
}
