// How what conditions name is said in the language of the page.
import { useSaid } from "../../history/run/said.ts";
import { useTexts } from "../../run/texts.ts";
import { type Term, type VisitTerm, visitTerms } from "../model/terms.ts";

const ofVisits: ReadonlySet<string> = new Set(visitTerms.map((t) => t.name));

/** Says the names of terms. */
export function useTermNames(): (term: Term) => string {
	const t = useTexts("campaigns");
	const said = useSaid();
	return (term) => {
		if (ofVisits.has(term.name)) {
			return t(`term.${term.name as VisitTerm}`);
		}
		if (term.label === undefined) {
			return said.field(term.like);
		}
		return term.topic === "forms" ? `${said.field(term.like)}: ${term.label}` : term.label;
	};
}
