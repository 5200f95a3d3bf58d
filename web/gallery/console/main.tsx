// The gallery of the console: its views in their states, without a server. With a state in
// the address it shows that one alone, for screenshots and tests; without, all of them.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { answer } from "./server.ts";
import { type State, states } from "./states.ts";
import "./gallery.css";

const query = new URLSearchParams(location.search);
const name = query.get("state");
const theme = query.get("theme") === "dark" ? "dark" : "light";
const language = query.get("language") ?? "en";
const place = document.getElementById("console");

if (place !== null) {
	const state = states.find((s) => s.name === name);
	if (name === null) {
		createRoot(place).render(<Gallery />);
	} else if (state !== undefined) {
		await one(state, place);
	}
}

/** Shows one state, as the console itself would. */
async function one(state: State, place: HTMLElement): Promise<void> {
	window.fetch = (input, init) => answer(state, new Request(input, init));
	// The console is loaded after that, since it keeps the function that it calls with.
	const { prefer } = await import("../../console/run/preferences.ts");
	prefer({ theme, language, details: true });
	const { view } = await import("./view.tsx");
	createRoot(place).render(<StrictMode>{view(state.address)}</StrictMode>);
	for (const selector of state.clicks ?? []) {
		(await appearing(selector)).click();
	}
	await appearing(state.until);
	document.title = state.name;
	document.documentElement.dataset["shown"] = state.name;
}

/** The element of a selector, as soon as it is there. */
function appearing(selector: string): Promise<HTMLElement> {
	return new Promise((there) => {
		const look = () => {
			const found = document.querySelector<HTMLElement>(selector);
			if (found === null) {
				requestAnimationFrame(look);
			} else {
				there(found);
			}
		};
		look();
	});
}

function Gallery() {
	return (
		<main className="galleryall">
			<h1>Gallery of the console</h1>
			{states.map((s) => {
				const address = `?${new URLSearchParams({ state: s.name, theme, language })}`;
				return (
					<figure key={s.name}>
						<figcaption>
							<a href={address}>{s.name}</a>
						</figcaption>
						<iframe title={s.name} src={address} loading="lazy" />
					</figure>
				);
			})}
		</main>
	);
}
