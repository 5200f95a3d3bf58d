// How the console looks, and in which language, on this device.
import { ActionIcon, Menu } from "@mantine/core";
import { IconPalette } from "@tabler/icons-react";
import { prefer, usePreferences } from "../run/preferences.ts";
import { languages, useTexts } from "../run/texts.ts";

const themes = ["auto", "light", "dark"] as const;
const names = new Intl.Collator();

/** A language in itself. */
function nameOf(tag: string): string {
	return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
}

/** A menu of what can be preferred. */
export function PreferencesMenu() {
	const t = useTexts("shell");
	const { theme, language } = usePreferences();
	const tags = languages.toSorted((a, b) => names.compare(nameOf(a), nameOf(b)));
	return (
		<Menu position="right-end" width={220}>
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("preferences.title")}>
					<IconPalette size={20} stroke={1.7} aria-hidden />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>{t("preferences.theme")}</Menu.Label>
				<Menu.RadioGroup value={theme} onChange={(name) => prefer({ theme: name as typeof theme })}>
					{themes.map((name) => (
						<Menu.RadioItem key={name} value={name}>
							{t(`theme.${name}`)}
						</Menu.RadioItem>
					))}
				</Menu.RadioGroup>
				<Menu.Label>{t("preferences.language")}</Menu.Label>
				<Menu.RadioGroup value={language} onChange={(tag) => prefer({ language: tag })}>
					<Menu.RadioItem value="">{t("preferences.browser")}</Menu.RadioItem>
					{tags.map((tag) => (
						<Menu.RadioItem key={tag} value={tag} lang={tag}>
							{nameOf(tag)}
						</Menu.RadioItem>
					))}
				</Menu.RadioGroup>
			</Menu.Dropdown>
		</Menu>
	);
}
