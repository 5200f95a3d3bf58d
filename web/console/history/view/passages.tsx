// Passages in which the words of a search were found. They are pieces of plain text.
import { useTexts } from "../../run/texts.ts";
import type { Chat } from "../model/columns.ts";

type Found = NonNullable<Chat["highlights"]>;

const few = 3;

/** The first few passages of a chat. */
export function Passages({ passages }: { readonly passages: Found }) {
	const t = useTexts("history");
	return (
		<ul className="passages">
			{passages.slice(0, few).map((p, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: passages do not move
				<li key={i}>
					<bdi>
						{p.cutBefore && "…"}
						{p.pieces.map((piece, j) =>
							// biome-ignore lint/suspicious/noArrayIndexKey: as above
							piece.match ? <mark key={j}>{piece.text}</mark> : <span key={j}>{piece.text}</span>,
						)}
						{p.cutAfter && "…"}
					</bdi>
				</li>
			))}
			{passages.length > few && <li>{t("history.passages", { count: passages.length - few })}</li>}
		</ul>
	);
}
