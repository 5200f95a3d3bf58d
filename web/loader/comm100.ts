// The names of Comm100's visitor side API on top of Parley, for pages that move over:
// docs/widget.md lists which do something here. Whoever calls one that does not is told
// so on the console, and the page goes on.
import type { Settings } from "../shared/model/settings.ts";
import type { Call, Listener } from "./api.ts";
import { fieldsAs } from "./comm100fields.ts";

interface Ready {
	readonly site: string;
	readonly online: boolean;
	readonly settings: Settings;
}

interface Comm100API {
	get(key: string, ...args: unknown[]): unknown;
	set(key: string, value: unknown, ...args: unknown[]): void;
	do(key: string, ...args: unknown[]): void;
	on(key: string, call: (...args: unknown[]) => void): () => void;
	render(key: string): void;
	onReady?: () => void;
}

declare global {
	interface Window {
		Comm100API?: Partial<Comm100API>;
	}
}

const queue: Call[] = [];
window.Parley ??= { q: queue };
const tell = (...call: Call) => window.Parley?.q?.push(call);

const listen = (name: string, call: Listener) => tell("on", name, call);

let ready: Ready | undefined;
let online = false;
let chatting = false;
let visible = true;
let onReady = window.Comm100API?.onReady;

const campaign = () => ready?.settings.campaign?.id ?? "";
const button = () => ({ id: campaign(), type: "adaptive" });
const member = (data: unknown, name: string) => (data as Record<string, unknown> | undefined)?.[name];

const readers: Readonly<Record<string, () => unknown>> = {
	"livechat.siteId": () => Number(ready?.site),
	"livechat.campaignIds": () => [campaign()],
	"livechat.isDynamicCampaign": () => false,
	"livechat.isMobile": () => matchMedia("(max-width: 480px)").matches,
	"livechat.button.isVisible": () => visible,
	"livechat.button.status": () => (online ? "online" : "offline"),
	"livechat.prechat.isSkip": () => false,
	"livechat.prechat.fields": () => fieldsAs(ready?.settings.forms.preChat),
	"livechat.postChat.fields": () => fieldsAs(ready?.settings.forms.postChat),
	"livechat.offlineMessage.fields": () => fieldsAs(ready?.settings.forms.offline),
};

const writers: Readonly<Record<string, (value: unknown) => void>> = {
	"livechat.customVariables": (value) => {
		const all = value as readonly { readonly name: string; readonly value?: unknown }[];
		const known = all.filter((v) => v.value !== undefined);
		tell("setCustomVariables", Object.fromEntries(known.map((v) => [v.name, String(v.value)])));
	},
	"livechat.button.isVisible": (value) => {
		visible = value === true;
		document.querySelector("parley-chat")?.toggleAttribute("alone", !visible);
		fire(visible ? "livechat.button.show" : "livechat.button.hide", button());
	},
};

const open = () => tell("open");
const close = () => tell("close");
const actions: Readonly<Record<string, () => void>> = {
	"livechat.button.click": open,
	"livechat.chat.restore": open,
	"livechat.prechat.restore": open,
	"livechat.offlineMessage.restore": open,
	"livechat.chat.minimize": close,
	"livechat.chat.close": close,
	"livechat.prechat.minimize": close,
	"livechat.prechat.close": close,
	"livechat.offlineMessage.minimize": close,
	"livechat.offlineMessage.close": close,
};

const events: readonly string[] = [
	"livechat.button.online",
	"livechat.button.offline",
	"livechat.button.show",
	"livechat.button.hide",
	"livechat.chat.start",
	"livechat.chat.end",
	"livechat.chat.restore",
	"livechat.chat.minimize",
	"livechat.chat.agent.input",
	"livechat.prechat.restore",
	"livechat.prechat.minimize",
	"livechat.invitation.display",
	"livechat.offlineMessage.submit.success",
];

const calls: (readonly [string, Listener])[] = [];

function fire(key: string, ...args: unknown[]): void {
	for (const [wanted, call] of [...calls]) {
		if (wanted === key) {
			queueMicrotask(() => (call as (...args: unknown[]) => void)(...args));
		}
	}
}

function missing(key: string): undefined {
	// biome-ignore lint/suspicious/noConsole: it is for whoever wrote the page
	console.warn(`Comm100API: "${key}" is not supported by Parley, see docs/widget.md`);
	return undefined;
}

const pick = <V>(all: Readonly<Record<string, V>>, key: string) =>
	Object.hasOwn(all, key) ? all[key] : undefined;

const api: Comm100API = {
	get: (key) => (pick(readers, key) ?? (() => missing(key)))(),
	set: (key, value) => (pick(writers, key) ?? (() => missing(key)))(value),
	do: (key) => (pick(actions, key) ?? (() => missing(key)))(),
	on: (key, call) => {
		const one = [key, call as Listener] as const;
		if (events.includes(key)) {
			calls.push(one);
		} else {
			missing(key);
		}
		return () => {
			const at = calls.indexOf(one);
			if (at >= 0) {
				calls.splice(at, 1);
			}
		};
	},
	render: missing,
};

listen("ready", (data) => {
	ready = data as Ready;
	online = ready.online;
	window.Comm100API = Object.defineProperty({ ...window.Comm100API, ...api }, "onReady", {
		get: () => onReady,
		set: (call: () => void) => {
			onReady = call;
			call();
		},
	});
	onReady?.();
});
listen("availability", (data) => {
	online = member(data, "online") === true;
	fire(online ? "livechat.button.online" : "livechat.button.offline", button());
});
listen("open", () => fire(chatting ? "livechat.chat.restore" : "livechat.prechat.restore"));
listen("close", () => fire(chatting ? "livechat.chat.minimize" : "livechat.prechat.minimize"));
listen("chatStarted", (data) => {
	chatting = true;
	fire("livechat.chat.start", member(data, "chat"));
});
listen("chatEnded", () => {
	chatting = false;
	fire("livechat.chat.end");
});
listen("message", (data) =>
	fire("livechat.chat.agent.input", { id: "", name: member(data, "from") }, member(data, "text")),
);
listen("invitation", (data) =>
	fire("livechat.invitation.display", { ...(data ?? {}), campaignId: campaign() }),
);
listen("offlineMessage", () => fire("livechat.offlineMessage.submit.success"));
