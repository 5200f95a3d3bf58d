// The loader at work: draws the button, and makes the visit seen until the widget's
// frame takes over.
import type { FrameState, FromFrame, Invitation, ToFrame } from "../shared/model/bridge.ts";
import { type Parley, teller } from "./api.ts";
import { type Drawing, draw } from "./drawing.ts";
import { type Frame, frame } from "./frame.ts";
import { keeper } from "./kept.ts";
import { watchPages } from "./pages.ts";
import { device, language, type Place, page } from "./place.ts";
import { fetchSettings, type Settings } from "./settings.ts";
import { type Visit, visit } from "./visit.ts";

/** A loader, and how to have it begin. */
export function loader(at: Place): [Omit<Parley, "q">, () => Promise<void>] {
	const kept = keeper(at.site);
	const [on, tell] = teller();
	const variables: Record<string, unknown> = {};
	let settings: Settings = {};
	let online = false;
	let drawing: Drawing | undefined;
	let seen: Visit | undefined;
	let widget: Frame | undefined;
	let ready = false; // the widget
	let looked = false; // at this page, as the visit has told
	let open = !!kept.read("open");
	let unread = 0;
	let visits = 0;
	let referrer = document.referrer;
	let identity: string | undefined;
	let invitation: Invitation | undefined;

	const look = () => ({
		...device(),
		page: page(),
		referrer,
		campaign: at.campaign,
		language: language(),
		visits,
		variables: Object.entries(variables).map(([name, value]) => ({ name, value: `${value}` })),
	});

	const label = () => drawing?.label(settings.button?.[online ? 0 : 1] ?? "Chat", unread);

	const post = (m: ToFrame) => {
		if (ready) {
			widget?.tell(m);
		}
	};

	const show = (state: FrameState, height?: number) => {
		open = state === "open";
		kept.write("open", open ? "1" : "");
		if (widget) {
			drawing?.place(widget.element, state, height);
		}
	};

	/** Makes the frame, which takes the visit over. */
	const mount = () => {
		if (drawing && !widget) {
			looked = !!seen?.stop();
			seen = undefined;
			widget = frame(at, heard);
			show(open ? "open" : "closed");
		}
	};

	const turn = (to: "open" | "closed") => {
		show(to);
		if (open) {
			mount();
			widget?.element.focus();
		}
		post({ type: open ? "open" : "close" });
	};

	const heard = (m: FromFrame) => {
		if (m.type === "ready") {
			ready = true;
			const secret = kept.read("secret") || undefined;
			post({ type: "init", ...look(), settings, open, looked, secret, invitation, identity });
		} else if (m.type === "size") {
			show(m.state, m.height);
		} else if (m.type === "unread") {
			unread = m.count;
			label();
		} else if (m.type === "used") {
			kept.write("running", m.running ? "1" : "");
		} else {
			tell(m.name, m.data);
		}
	};

	const beSeen = () =>
		visit({
			at,
			kept,
			identity: () => identity,
			look,
			invited: (i) => {
				invitation = i;
				mount();
			},
			available: (now) => {
				online = now;
				label();
				tell("availability", { online });
			},
		});

	const moved = (from: string) => {
		referrer = from;
		post({ type: "page", page: page(), referrer });
		seen?.tell(false);
	};

	const followChat = () => {
		if (open || kept.read("running")) {
			mount();
		}
	};

	const begin = async () => {
		settings = await fetchSettings(at);
		online = !!settings.open;
		drawing = draw(settings.look ?? {}, () => turn(open ? "closed" : "open"));
		label();
		visits = kept.countVisit(Date.now());
		followChat();
		if (!widget) {
			seen = beSeen();
		}
		watchPages(moved);
		addEventListener("storage", followChat); // of other tabs
		tell("ready", { ...at, online, settings });
	};

	const parley = {
		on,
		open: () => turn("open"),
		close: () => turn("closed"),
		identify: (jwt: string) => {
			identity = jwt;
			post({ type: "identify", jwt });
			seen?.restart();
		},
		setCustomVariables: (all: Record<string, unknown>) => {
			Object.assign(variables, all);
			post({ type: "variables", variables: look().variables });
			seen?.tell(true);
		},
	};
	return [parley, begin];
}
