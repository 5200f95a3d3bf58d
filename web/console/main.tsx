// Starts the console.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./view/mantine.ts";
import "./style.css";
import { listen } from "./run/shortcuts.ts";
import { dress } from "./theme.ts";
import { App } from "./view/app.tsx";

dress();
listen();
const place = document.getElementById("console");
if (place !== null) {
	createRoot(place).render(
		<StrictMode>
			<App />
		</StrictMode>,
	);
}
