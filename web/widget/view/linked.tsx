// Texts that somebody wrote.
import { pieces } from "../../shared/model/links.ts";

/** A text with what can be clicked in it. */
export function Linked({ text }: { text: string }) {
	return pieces(text).map((p, i) =>
		p.href === undefined ? (
			p.text
		) : (
			<a key={i} href={p.href} target="_blank" rel="noopener noreferrer nofollow">
				{p.text}
			</a>
		),
	);
}
