// The gallery: every view of the widget in every state, without a server. With a state in
// the address it shows that one alone, for screenshots and tests; without, all of them.
import { render } from "preact";
import { useState } from "preact/hooks";
import { languages, loadLanguage } from "../widget/run/languages.ts";
import { lookForward } from "../widget/view/lazy.tsx";
import { Root } from "../widget/view/root.tsx";
import { addStyles } from "../widget/view/sheets.ts";
import { dress } from "../widget/view/theme.ts";
import { fixtures } from "./fixtures.ts";
import { now, settingsOf } from "./parts.ts";

const query = new URLSearchParams(location.search);
const state = query.get("state");
const theme = query.get("theme");
const look = {
	theme: theme === "dark" || theme === "light" ? theme : "auto",
	color: query.get("color") ?? "#2b6cb0",
} as const;

/** A picture in the place of a file. */
async function draw(): Promise<Blob> {
	const canvas = new OffscreenCanvas(480, 320);
	const c = canvas.getContext("2d");
	if (c !== null) {
		const sky = c.createLinearGradient(0, 0, 0, 320);
		sky.addColorStop(0, "#fbd38d");
		sky.addColorStop(1, "#f687b3");
		c.fillStyle = sky;
		c.fillRect(0, 0, 480, 320);
		c.fillStyle = "#5a67d8";
		c.fill(new Path2D("M0 320 150 130 260 260 340 170 480 320z"));
	}
	return canvas.convertToBlob();
}

const sizes = ["phone", "desktop"] as const;

if (state === null) {
	addStyles((await import("./gallery.css?inline")).default);
	document.title = "Gallery";
	render(<Gallery />, document.body);
} else {
	await one(state);
}

async function one(name: string): Promise<void> {
	addStyles((await import("../widget/style.css?inline")).default);
	const settings = settingsOf(look);
	const { read, tag } = await loadLanguage(query.get("language") ?? "en", settings);
	dress(document.documentElement, settings.look, tag);
	document.title = name;
	const fixture = fixtures(look).find((f) => f.name === name);
	if (fixture === undefined) {
		throw new Error(`there is no state ${name}`);
	}
	await lookForward();
	const files = { send: () => {}, load: draw };
	render(
		<Root app={fixture.app} read={read} tag={tag} now={now} do={() => {}} files={files} />,
		document.body,
	);
	document.documentElement.dataset["shown"] = name;
}

function Gallery() {
	const [shown, setShown] = useState({ theme: "light", language: "en", size: "desktop", color: "#2b6cb0" });
	const choice = (name: keyof typeof shown, options: readonly string[]) => (
		<label>
			{name}
			<select value={shown[name]} onChange={(e) => setShown({ ...shown, [name]: e.currentTarget.value })}>
				{options.map((o) => (
					<option key={o}>{o}</option>
				))}
			</select>
		</label>
	);
	return (
		<main>
			<form>
				<h1>Gallery</h1>
				{choice("theme", ["light", "dark"])}
				{choice("language", languages)}
				{choice("size", sizes)}
				<label>
					color
					<input
						type="color"
						value={shown.color}
						onChange={(e) => setShown({ ...shown, color: e.currentTarget.value })}
					/>
				</label>
			</form>
			<div class={`all ${shown.size}`}>
				{fixtures(look).map(({ name }) => {
					const { theme, language, color } = shown;
					const address = `?${new URLSearchParams({ state: name, theme, language, color })}`;
					return (
						<figure key={`${name} ${address}`}>
							<figcaption>
								<a href={address}>{name}</a>
							</figcaption>
							<iframe title={name} src={address} loading="lazy" />
						</figure>
					);
				})}
			</div>
		</main>
	);
}
