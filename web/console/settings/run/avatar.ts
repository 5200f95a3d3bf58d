// Pictures of agents.
import { ApiError, accessToken, api, problem } from "../../run/api.ts";

const avatarOf = (id: string) => `/v4/global/agents/${encodeURIComponent(id)}/avatar`;

/** Gives an agent a picture; gives its key. */
export async function putAvatar(id: string, picture: File): Promise<string> {
	const response = await fetch(avatarOf(id), {
		method: "PUT",
		body: picture,
		credentials: "omit",
		headers: { Authorization: `Bearer ${accessToken()}`, "Content-Type": picture.type },
	}).catch(() => {
		throw new ApiError(0, "network", "");
	});
	if (!response.ok) {
		throw await problem(response);
	}
	return ((await response.json()) as { readonly avatar: string }).avatar;
}

/** Takes it away; gives the key of none. */
export async function removeAvatar(id: string): Promise<string> {
	await api.DELETE("/global/agents/{id}/avatar", { params: { path: { id } } });
	return "";
}
