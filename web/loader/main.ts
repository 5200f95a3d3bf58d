// What runs on customers' pages: the one name that they see, and the loader behind it.
import type { Call, Parley } from "./api.ts";
import { loader } from "./loader.ts";
import { placeOf } from "./place.ts";

const tag = document.currentScript as HTMLScriptElement;
const before = window.Parley;
if (!before?.open) {
	const [calls, begin] = loader(placeOf(tag));
	const call = ([name, ...args]: Call) => (calls[name] as (...args: unknown[]) => unknown)(...args);
	window.Parley = { ...calls, q: { push: (...all) => all.forEach(call) } } satisfies Parley;
	for (const c of (before?.q as Call[] | undefined) ?? []) {
		call(c);
	}
	begin();
}
