// One's own account, by the API.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Secret } from "../../model/secondfactor.ts";
import { tidied } from "../../model/secondfactor.ts";
import { api, held } from "../../run/api.ts";
import type { SignInCalls } from "../../settings/team/signins.tsx";

/** Who one is, and what of a second factor there is. */
export function useMe() {
	return useQuery({ queryKey: ["me"], queryFn: async () => held(await api.GET("/global/me")) });
}

/** Whether the site demands a second factor. */
export function useDemanded(): boolean {
	const { data } = useQuery({ queryKey: ["site"], queryFn: async () => held(await api.GET("/global/site")) });
	return data?.requireSecondFactor ?? false;
}

/** One's sign-ins. */
export const ownSignIns: SignInCalls = {
	key: "me",
	list: async () => held(await api.GET("/global/me/signIns")),
	end: (signIn) => api.DELETE("/global/me/signIns/{signIn}", { params: { path: { signIn } } }),
	endAll: () => api.DELETE("/global/me/signIns"),
};

/** Does something to the account, after which all of it is read anew. */
export function useDeed<Given, Got>(deed: (given: Given) => Promise<Got>) {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: deed,
		gcTime: 0, // passwords are given
		onSuccess: () =>
			Promise.all([["me"], ["signIns", "me"]].map((queryKey) => queries.invalidateQueries({ queryKey }))),
	});
}

/** Changes the password. */
export async function changePassword(body: {
	readonly password: string;
	readonly newPassword: string;
}): Promise<void> {
	await api.PUT("/global/me/password", { body });
}

/** Begins a second factor. */
export async function setUp(password: string): Promise<Secret> {
	return held(await api.POST("/global/me/secondFactor", { body: { password } }));
}

/** Has it asked for from now on; gives the recovery codes. */
export async function confirm(typed: string): Promise<readonly string[]> {
	return held(await api.PUT("/global/me/secondFactor", { body: { code: tidied(typed) } })).recoveryCodes;
}

/** Gives other recovery codes. */
export async function renew(password: string): Promise<readonly string[]> {
	return held(await api.POST("/global/me/secondFactor:RenewCodes", { body: { password } })).recoveryCodes;
}

/** Takes the second factor away. */
export async function remove(password: string): Promise<void> {
	await api.POST("/global/me/secondFactor:Remove", { body: { password } });
}
