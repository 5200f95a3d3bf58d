// The whole console: its language, its look, and either the sign-in or what is behind it.
import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { CatchBoundary, RouterProvider } from "@tanstack/react-router";
import { Suspense, useEffect, useSyncExternalStore } from "react";
import { directionOf } from "../../shared/model/texts.ts";
import { goOn, start, useAccount } from "../run/account.ts";
import { ApiError } from "../run/api.ts";
import { connect, useSession } from "../run/live.ts";
import { usePreferences } from "../run/preferences.ts";
import { useLanguage } from "../run/texts.ts";
import { theme } from "../theme.ts";
import { follow } from "../work/run/store.ts";
import { Fault } from "./faults.tsx";
import { later, whenIdle } from "./later.tsx";
import { router } from "./routes.tsx";

const queries = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 30_000,
			retry: (failures, e) => failures < 2 && mayPass(e),
		},
	},
});

/** Whether another try can help: what the server refused it will refuse again, but for a token that is replaced. */
function mayPass(e: Error): boolean {
	return !(e instanceof ApiError) || e.status === 0 || e.status === 401 || e.status >= 500;
}

const SignIn = later(async () => (await import("./signin.tsx")).SignIn);

/** The console. */
export function App() {
	return (
		<Dressed>
			<QueryClientProvider client={queries}>
				<Inside />
			</QueryClientProvider>
		</Dressed>
	);
}

/** Anything in the language and the theme that are preferred. */
export function Dressed({ children }: { readonly children: React.ReactNode }) {
	const language = useLanguage();
	const direction = directionOf(language);
	const scheme = useScheme();
	useEffect(() => {
		document.documentElement.lang = language;
		document.documentElement.dir = direction;
	}, [language, direction]);
	return (
		<DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
			<MantineProvider
				theme={theme}
				forceColorScheme={scheme}
				withCssVariables={false}
				withGlobalClasses={false}
			>
				<Suspense fallback={<div className="waiting" />}>{children}</Suspense>
			</MantineProvider>
		</DirectionProvider>
	);
}

function Inside() {
	const phase = useAccount((a) => a.phase);
	useEffect(() => {
		void start();
		whenIdle(SignIn.load); // so that it is there when a sign-in ends
	}, []);
	useEffect(() => {
		const now = useAccount.getState();
		return phase === "in" && now.phase === "in" ? takePart(now.token) : undefined; // later tokens are handed on
	}, [phase]);
	useEffect(() => {
		if (phase !== "in") {
			queries.clear(); // what one agent saw is not for the next one
		}
	}, [phase]);
	if (phase === "starting") {
		return <div className="waiting" />;
	}
	return phase === "in" ? (
		<RouterProvider router={router} />
	) : (
		<CatchBoundary getResetKey={() => phase} errorComponent={Fault}>
			<SignIn ended={phase === "ended"} />
		</CatchBoundary>
	);
}

/** Connects, with somebody to hear what is told from the first frame on. */
function takePart(token: string): () => void {
	const unfollow = follow();
	const disconnect = connect(token);
	const unwatch = useSession.subscribe((s) => {
		if (s.phase === "ended" && s.fault !== "") {
			goOn(); // whether live chat alone has refused, or the sign-in has ended
		}
	});
	return () => {
		unwatch();
		disconnect();
		unfollow();
	};
}

const dark = matchMedia("(prefers-color-scheme: dark)");

function useScheme(): "light" | "dark" {
	const chosen = usePreferences((p) => p.theme);
	const asDevice = useSyncExternalStore(
		(changed) => {
			dark.addEventListener("change", changed);
			return () => dark.removeEventListener("change", changed);
		},
		() => (dark.matches ? "dark" : "light"),
	);
	return chosen === "auto" ? asDevice : chosen;
}
