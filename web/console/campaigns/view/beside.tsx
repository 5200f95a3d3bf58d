// What stays in sight beside a form.
import { type ReactNode, useState } from "react";
import { useTexts } from "../../run/texts.ts";
import "./campaigns.css";

const room = "(min-width: 1181px)"; // as campaigns.css has it

/** The preview beside a form; where there is no room, at its foot, and only when it is opened. */
export function Beside({ children }: { readonly children: ReactNode }) {
	const t = useTexts("campaigns");
	const [begins] = useState(() => matchMedia(room).matches);
	return (
		<details className="beside" open={begins}>
			<summary>{t("preview.title")}</summary>
			{children}
		</details>
	);
}
