// Pictures that are not needed before the first message.
import { Picture } from "./icons.tsx";

const paths = {
	down: "M12 5v14m6-6-6 6-6-6",
	download: "M12 4v11m5-5-5 5-5-5M5 20h14",
	mail: "M4 6.5h16v11H4zM4 7l8 6 8-6",
	sound: "M11 5 6.5 9H3.5v6h3L11 19zM15.5 9a4.2 4.2 0 0 1 0 6M18.3 6.3a8 8 0 0 1 0 11.4",
	end: "M15 8V5.5A1.5 1.5 0 0 0 13.5 4h-7A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20h7a1.5 1.5 0 0 0 1.5-1.5V16M10 12h10m-3-3 3 3-3 3",
	star: "m12 3.300 2.700 5.500 6 .9-4.350 4.250 1.030 6L12 17.100 6.620 19.950l1.030-6L3.300 9.700l6-.9z",
	file: "M14 3H7.5A1.5 1.5 0 0 0 6 4.5v15A1.5 1.5 0 0 0 7.5 21h9a1.5 1.5 0 0 0 1.5-1.5V7zM14 3v4h4",
} as const;

/** The name of a picture. */
export type LaterIconName = keyof typeof paths;

/** Such a picture. */
export function LaterIcon({ name, filled = false }: { name: LaterIconName; filled?: boolean }) {
	return <Picture name={name} path={paths[name]} filled={filled} />;
}
