// Who is kept out of the console, and is told why: a guesser of passwords, and a session that
// was taken back from elsewhere.
import { expect, test } from "vitest";
import { Api } from "./harness/api.ts";
import { ada, goOnline, openConsole, signIn } from "./harness/console.ts";
import { password } from "./harness/server.ts";
import { until } from "./harness/wait.ts";
import { World } from "./harness/world.ts";

const wrong = "the wrong password";

test("who guesses passwords has to wait, and is told for how long", async () => {
	const w = await World.make();
	w.expected.push(/status of 4(01|29)/);
	const page = await w.visitor();
	await page.goto(`${w.server.address}/console/`);
	const said = page.getByRole("alert");
	const guess = async (secret: string) => {
		const answered = page.waitForResponse(/\/oauth\/token$/);
		await signIn(page, ada, secret);
		return (await answered).status();
	};
	expect(await guess(wrong)).toBe(401);
	await said.waitFor();
	expect(await said.innerText()).not.toMatch(/Try again in/);
	await until("to be told to wait", async () => ((await guess(wrong)) === 429 ? true : undefined));
	await said
		.getByText(/^too many attempts to sign in: try again later\. Try again in \d+ seconds?\.$/)
		.waitFor();

	// Whoever knows the password waits as well: else the answer would tell that it was right.
	expect(await guess(password)).toBe(429);
	const seconds = Number(/in (\d+) second/.exec(await said.innerText())?.[1]);
	expect(seconds).toBeGreaterThan(0);
	expect(seconds).toBeLessThanOrEqual(60);
	expect(await page.getByRole("navigation").count()).toBe(0);
	expect(w.server.log.join("\n")).not.toContain(wrong);
});

interface SignIn {
	readonly id: string;
	readonly isCurrent: boolean;
}

test("a session that is taken back from elsewhere loses its connection within 5 seconds, and says so", async () => {
	const w = await World.make();
	w.expected.push(/status of 401/);
	const page = await w.visitor();
	const closed = new Promise<void>((over) => {
		page.on("websocket", (socket) => socket.on("close", () => over()));
	});
	await openConsole(w, ada, { page });
	await goOnline(page);
	const elsewhere = await Api.signIn(w.server.address, ada, password);
	const all = (await elsewhere.get("global/me/signIns")) as unknown as readonly SignIn[];
	const theirs = all.find((s) => !s.isCurrent);
	expect(all).toHaveLength(2);

	await elsewhere.remove(`global/me/signIns/${theirs?.id}`);
	const began = performance.now();
	await closed;
	expect(performance.now() - began).toBeLessThan(5_000); // as docs/live.md promises
	await page.getByText("Your session has ended. Please sign in again.").waitFor();
	expect(await page.getByRole("navigation").count()).toBe(0);

	// The other one goes on, and who signs in again is where the work was.
	expect(await elsewhere.get("global/me/signIns")).toHaveLength(1);
	await signIn(page, ada);
	await page.getByRole("navigation").waitFor();
});
