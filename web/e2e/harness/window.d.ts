import type { Parley } from "../../loader/api.ts";

declare global {
	interface Window {
		Parley: Parley;
	}
}
