// Buttons of the shop that open the chat, whether or not its loader is there yet.
import "../loader/api.ts";

for (const button of document.querySelectorAll("[data-ask]")) {
	button.addEventListener("click", () => {
		window.Parley ??= { q: [] };
		window.Parley.q?.push(["open"]);
	});
}
