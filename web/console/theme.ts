// How the console looks: Mantine's theme, and its variables without style elements, which
// the page's policy does not allow.
import {
	convertCssVariables,
	createTheme,
	DEFAULT_THEME,
	defaultCssVariablesResolver,
	mergeMantineTheme,
} from "@mantine/core";

const atOnce = { duration: 0 };

/** The theme of every view. */
export const theme = createTheme({
	primaryColor: "parley",
	primaryShade: { light: 6, dark: 7 },
	colors: {
		parley: [
			"#eef5fc",
			"#dbe9f7",
			"#b4d1ee",
			"#8ab8e5",
			"#68a2dd",
			"#4a8fd3",
			"#2b6cb0",
			"#255f9c",
			"#1d4f83",
			"#143c66",
		],
		dark: [
			"#e3e6ec",
			"#c3c8d1",
			"#a3aab7",
			"#808897",
			"#565e6d",
			"#3a414e",
			"#2c323d",
			"#22272f",
			"#1a1e25",
			"#14171c",
		],
	},
	fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
	defaultRadius: "md",
	cursorType: "pointer",
	respectReducedMotion: true,
	fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
	components: {
		// What opens is there and what closes is gone at once: keys that follow are for what is seen then.
		Popover: { defaultProps: { transitionProps: atOnce } },
		// What locks the page's scrolling writes a style element; the page does not scroll.
		Modal: {
			defaultProps: {
				lockScroll: false,
				centered: true,
				overlayProps: { opacity: 0.4 },
				transitionProps: atOnce,
			},
		},
		// Inside of what it belongs to, for those who go by landmarks; without an element of Mantine's
		// own that has the focus and is no item.
		Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
		Drawer: { defaultProps: { lockScroll: false, transitionProps: atOnce } },
		Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
	},
});

/** Gives the document the theme's variables. */
export function dress(): void {
	const sheet = new CSSStyleSheet();
	const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
	sheet.replaceSync(`@layer mantine{${convertCssVariables(variables, ":root")}}`);
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
