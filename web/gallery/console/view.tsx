// The console at an address, signed in, on its own history of addresses.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRouter, RouterProvider } from "@tanstack/react-router";
import type { ReactNode } from "react";
import "../../console/view/mantine.ts";
import "../../console/style.css";
import { useAccount } from "../../console/run/account.ts";
import { dress } from "../../console/theme.ts";
import { Dressed } from "../../console/view/app.tsx";
import { router } from "../../console/view/routes.tsx";
import { work } from "./work.ts";

/** What the console shows at an address. */
export function view(address: string): ReactNode {
	dress();
	work();
	const scopes = ["chats:read", "chats:write", "chats:delete", "settings"];
	useAccount.setState({ phase: "in", token: "", scopes } as ReturnType<typeof useAccount.getState>);
	const here = createRouter({
		routeTree: router.routeTree,
		history: createMemoryHistory({ initialEntries: [`/console${address}`] }),
		basepath: "/console",
	});
	const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
	return (
		<Dressed>
			<QueryClientProvider client={queries}>
				<RouterProvider router={here} />
			</QueryClientProvider>
		</Dressed>
	);
}
