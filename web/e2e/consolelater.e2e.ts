// What the console loads when it is idle: it is there when it is wanted, and where it could not
// be loaded it is said so, and another try works.
import { expect, test } from "vitest";
import { desktop, goOnline, openConsole } from "./harness/console.ts";
import { Talker } from "./harness/talker.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

const signIn = /\/console\/assets\/signin-[^/]+\.js$/;
const pane = /\/console\/assets\/chatpane-[^/]+\.js$/;

test("a chat's views are loaded before somebody opens one", async () => {
	const w = await World.make();
	await openConsole(w);
	await until("the views of a chat", async () => (w.requests.some((r) => pane.test(r)) ? true : undefined));
});

test("where a chat's views cannot be loaded it is said, and another try shows the chat", async () => {
	const w = await World.make();
	w.expected.push(/ERR_FAILED/, /chatpane/);
	const page = await w.visitor();
	await page.route(pane, (r) => r.abort());
	await openConsole(w, undefined, { page });
	await goOnline(page);
	const vi = new Talker(w, "Violet");
	await vi.ask();
	await page.getByRole("button", { name: "Accept" }).click();
	await page.getByRole("alert").getByText("Something went wrong").waitFor();
	expect(await page.getByRole("textbox", { name: "Message" }).count()).toBe(0);
	await page.unroute(pane);
	await page.getByRole("button", { name: "Try again" }).click();
	await page.getByRole("textbox", { name: "Message" }).waitFor();
});

test("where the sign-in cannot be loaded it is said, and another try shows it", async () => {
	const w = await World.make();
	w.expected.push(/ERR_FAILED/, /signin/);
	const page = await w.visitor(desktop);
	await page.route(signIn, (r) => r.abort());
	await page.goto(`${w.server.address}/console/`);
	await page.getByRole("alert").getByText("The server cannot be reached.").waitFor();
	await page.unroute(signIn);
	await page.getByRole("button", { name: "Try again" }).click();
	await page.getByLabel("Email").waitFor();
});
