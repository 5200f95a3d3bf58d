// What an agent looks like: its picture, or its initials.
import { Mark } from "../../work/view/person.tsx";
import { useMe } from "../run/me.ts";

interface Props {
	readonly id: string;
	readonly name: string;
	/** The key of its picture; empty for none. */
	readonly avatar: string;
}

/** A round picture. */
export function Face({ id, name, avatar }: Props) {
	const site = useMe()?.siteId;
	if (avatar === "" || site === undefined) {
		return <Mark id={id} name={name} />;
	}
	return <img className="avatar" alt="" src={`/live/avatars/${encodeURIComponent(avatar)}?site=${site}`} />;
}
