// Views that are not needed for the first look: they are loaded when the browser has nothing
// better to do, so that they are there at once when somebody wants them.
import { type ComponentType, use } from "react";
import { loaded } from "../run/loading.ts";

/** A view that is loaded later. */
export type Later<Props> = ComponentType<Props> & {
	/** Begins to load it. */
	readonly load: () => void;
};

/** Makes a view of one that is loaded; it suspends only where it is shown before it is there. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): Later<Props> {
	let there: ComponentType<Props> | undefined;
	let loading: Promise<ComponentType<Props>> | undefined;
	const begin = () => {
		loading ??= loaded(load()).then((view) => {
			there = view;
			return view;
		});
		return loading;
	};
	const Later = (props: Props) => {
		const View = there ?? use(begin());
		return <View {...props} />;
	};
	// Where it could not be loaded, whoever shows it is told.
	return Object.assign(Later, { load: () => void begin().catch(() => {}) });
}

const soon = 300; // ms, where the browser does not tell when it is idle

/** Does something when the browser is idle. */
export function whenIdle(act: () => void): void {
	if ("requestIdleCallback" in window) {
		requestIdleCallback(act, { timeout: 2_000 });
	} else {
		setTimeout(act, soon);
	}
}
