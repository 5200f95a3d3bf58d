// How the widget of a campaign looks.
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useTexts } from "../../run/texts.ts";
import { errorOf, type Form } from "../../settings/run/form.ts";
import type { Campaign } from "../model/campaign.ts";

type Look = Campaign["look"];

const positions = ["right", "left"] as const satisfies readonly Look["position"][];
const themes = ["auto", "light", "dark"] as const satisfies readonly Look["theme"][];
const furthest = 500; // pixels

/** Colour, place, theme, sound. */
export function LookForm({ form }: { readonly form: Form<Campaign> }) {
	const t = useTexts("campaigns");
	const shell = useTexts("shell");
	const { look } = form.draft;
	const set = (some: Partial<Look>) => form.set({ look: { ...look, ...some } });
	return (
		<section aria-labelledby="campaign-look">
			<h2 id="campaign-look">{t("look.title")}</h2>
			<div className="half">
				<ColorField color={look.color} change={(color) => set({ color })} error={errorOf(form, "look")} />
				<NativeSelect
					label={shell("preferences.theme")}
					value={look.theme}
					onChange={(e) => set({ theme: e.currentTarget.value as Look["theme"] })}
				>
					{themes.map((theme) => (
						<option key={theme} value={theme}>
							{shell(`theme.${theme}`)}
						</option>
					))}
				</NativeSelect>
				<NativeSelect
					label={t("look.position")}
					value={look.position}
					onChange={(e) => set({ position: e.currentTarget.value as Look["position"] })}
				>
					{positions.map((position) => (
						<option key={position} value={position}>
							{t(`position.${position}`)}
						</option>
					))}
				</NativeSelect>
				<div className="pixels">
					<Pixels label={t("look.offsetX")} value={look.offsetX} change={(offsetX) => set({ offsetX })} />
					<Pixels label={t("look.offsetY")} value={look.offsetY} change={(offsetY) => set({ offsetY })} />
				</div>
			</div>
			<Checkbox
				label={t("look.sound")}
				checked={look.sound}
				onChange={(e) => set({ sound: e.currentTarget.checked })}
			/>
		</section>
	);
}

interface ColorProps {
	readonly color: string;
	readonly change: (color: string) => void;
	readonly error: string | undefined;
}

/** A colour as the browser's own picker gives it, or as one types it. */
function ColorField({ color, change, error }: ColorProps) {
	const t = useTexts("campaigns");
	const isColor = /^#[0-9a-f]{6}$/i.test(color);
	return (
		<TextInput
			label={t("look.color")}
			dir="ltr"
			value={color}
			error={error}
			required
			withAsterisk={false}
			pattern="#[0-9A-Fa-f]{6}"
			maxLength={7}
			onChange={(e) => change(e.currentTarget.value)}
			leftSection={
				<input
					type="color"
					className="colorpick"
					aria-label={t("look.pick")}
					value={isColor ? color : "#2b6cb0"}
					onChange={(e) => change(e.currentTarget.value)}
				/>
			}
		/>
	);
}

interface PixelsProps {
	readonly label: string;
	readonly value: number;
	readonly change: (value: number) => void;
}

function Pixels({ label, value, change }: PixelsProps) {
	return (
		<TextInput
			type="number"
			label={label}
			min={0}
			max={furthest}
			required
			withAsterisk={false}
			value={Number.isNaN(value) ? "" : value}
			onChange={(e) => change(e.currentTarget.valueAsNumber)}
		/>
	);
}
