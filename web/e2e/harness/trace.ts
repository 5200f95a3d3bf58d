// How long the tasks of a page keep its thread busy.
import type { CDPSession, Page } from "playwright-core";

interface TraceEvent {
	readonly name: string;
	readonly ph: string;
	readonly pid: number;
	readonly tid: number;
	/** Of the thread's own time, in microseconds: what others do on the machine is not in it. */
	readonly tdur?: number;
	readonly args?: { readonly name?: string };
}

const categories = ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"];
const task = /^(ThreadControllerImpl::)?RunTask$/;

/** Has something done, and gives how long the longest task of the page's thread was meanwhile, in milliseconds. */
export async function longestTask(page: Page, what: () => Promise<void>): Promise<number> {
	const session = await page.context().newCDPSession(page);
	await session.send("Tracing.start", {
		transferMode: "ReturnAsStream",
		traceConfig: { includedCategories: categories },
	});
	await what();
	const events = await stop(session);
	await session.detach();
	const pages = new Set(
		events.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").map(threadOf),
	);
	const tasks = events.filter((e) => task.test(e.name) && e.ph === "X" && pages.has(threadOf(e)));
	if (tasks.length === 0) {
		throw new Error(`no task in a trace of ${events.length} events`);
	}
	return Math.max(...tasks.map((e) => e.tdur ?? 0)) / 1_000;
}

const threadOf = (e: TraceEvent) => `${e.pid}/${e.tid}`;

async function stop(session: CDPSession): Promise<readonly TraceEvent[]> {
	const complete = new Promise<string>((done, failed) =>
		session.once("Tracing.tracingComplete", ({ stream }) =>
			stream === undefined ? failed(new Error("no trace")) : done(stream),
		),
	);
	await session.send("Tracing.end");
	const handle = await complete;
	let text = "";
	for (let eof = false; !eof; ) {
		const part = await session.send("IO.read", { handle });
		text += part.base64Encoded ? Buffer.from(part.data, "base64").toString() : part.data;
		eof = part.eof;
	}
	await session.send("IO.close", { handle });
	return (JSON.parse(text) as { traceEvents: TraceEvent[] }).traceEvents;
}
