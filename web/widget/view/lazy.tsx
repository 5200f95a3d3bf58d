// Views that are loaded when they are first needed, and looked forward to before.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Shown } from "./context.ts";

type Later = typeof import("./later.ts");

let loaded: Later | undefined;

/** Loads them; nothing happens where they cannot be, and the next call tries again. */
export function lookForward(): Promise<Later | undefined> {
	return import("./later.ts").then(
		(views) => {
			loaded = views;
			return views;
		},
		() => undefined,
	);
}

/** Shows one of them as soon as it is there. */
export function lazy<Props extends Shown>(pick: (views: Later) => ComponentType<Props>) {
	return (props: Props) => {
		const [views, setViews] = useState(loaded);
		useEffect(() => {
			if (views === undefined) {
				void lookForward().then(setViews);
			}
		}, [views]);
		const View = views === undefined ? undefined : pick(views);
		return View === undefined ? null : <View {...props} />;
	};
}
