// What lists say of values that several pages have.
import { useFormat } from "../../run/format.ts";
import { useLanguage, useTexts } from "../../run/texts.ts";

/** Says values in the language of the page. */
export interface Said {
	readonly yesNo: (is: boolean) => string;
	/** A time of the API; "Never" where there is none. */
	readonly moment: (iso: string | undefined) => string;
	/** Names in a row; "None" where there are none. */
	readonly names: (names: readonly string[]) => string;
}

/** Gives what says them. */
export function useSaid(): Said {
	const t = useTexts("settings");
	const { moment } = useFormat();
	const list = new Intl.ListFormat(useLanguage(), { type: "unit" });
	return {
		yesNo: (is) => t(is ? "say.yes" : "say.no"),
		moment: (iso) => (iso === undefined ? t("say.never") : moment(Date.parse(iso))),
		names: (names) => (names.length === 0 ? t("say.none") : list.format(names)),
	};
}
