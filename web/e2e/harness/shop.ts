// A customer's web site: pages of another origin than the server's, under a policy that
// allows what docs/widget.md says and nothing else.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a page has. */
export interface ShopPage {
	readonly title?: string;
	readonly lang?: string;
	readonly dir?: string;
	/** Of the loader's tag, beside its address. */
	readonly attributes?: Readonly<Record<string, string>>;
	/** Names of scripts of the shop's own, before the loader. */
	readonly scripts?: readonly string[];
	/** After it. */
	readonly later?: readonly string[];
	readonly body?: string;
	/** At the end of the body. */
	readonly last?: readonly string[];
	/** No loader. */
	readonly bare?: boolean;
}

/** A web site with pages by their paths, and scripts by theirs. */
export class Shop {
	/** The shop's origin: another one than the server's, of the same site. */
	origin = "";
	/** The same pages on another site: browsers may refuse storage to frames there. */
	elsewhere = "";
	readonly pages = new Map<string, ShopPage>([["/", {}]]);
	readonly scripts = new Map<string, string>();
	/** Origins that the policy lets be framed, beside the server's. */
	readonly frames: string[] = [];
	private readonly server: Server;

	private constructor(private readonly parley: string) {
		this.server = createServer((q, w) => this.answer(q, w));
	}

	/** Opens a shop that shows the widget of a server. */
	static async open(parley: string): Promise<Shop> {
		const shop = new Shop(parley);
		await new Promise<void>((done) => shop.server.listen(0, "127.0.0.1", done));
		const { port } = shop.server.address() as AddressInfo;
		shop.origin = `http://127.0.0.1:${port}`;
		shop.elsewhere = `http://localhost:${port}`;
		return shop;
	}

	/** Closes it. */
	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private answer(q: IncomingMessage, w: ServerResponse): void {
		const path = new URL(q.url ?? "/", "http://x").pathname;
		const script = this.scripts.get(path);
		const page = this.pages.get(path);
		if (script !== undefined) {
			w.setHeader("content-type", "text/javascript");
			w.end(script);
		} else if (page !== undefined) {
			w.setHeader("content-type", "text/html; charset=utf-8");
			w.setHeader("content-security-policy", this.policy());
			w.end(this.html(page));
		} else {
			w.statusCode = path === "/favicon.ico" ? 204 : 404;
			w.end();
		}
	}

	private policy(): string {
		const live = this.parley.replace("http", "ws");
		return (
			`default-src 'none'; script-src 'self' ${this.parley}; connect-src ${this.parley} ${live}; ` +
			`frame-src ${[this.parley, ...this.frames].join(" ")}; img-src 'self'; base-uri 'none'; form-action 'none'; ` +
			"require-trusted-types-for 'script'; trusted-types 'none'"
		);
	}

	private html(p: ShopPage): string {
		const tag = (name: string) => `<script src="${name}"></script>`;
		const attributes = Object.entries({ "data-site": "10000", ...p.attributes })
			.map(([name, value]) => ` ${name}="${escaped(value)}"`)
			.join("");
		const loader = p.bare ? "" : `<script src="${this.parley}/widget.js"${attributes} async></script>`;
		return (
			`<!doctype html><html lang="${p.lang ?? "en"}" dir="${p.dir ?? "ltr"}"><meta charset="utf-8">` +
			'<meta name="viewport" content="width=device-width, initial-scale=1">' +
			`<title>${escaped(p.title ?? "The shop")}</title>${(p.scripts ?? []).map(tag).join("")}${loader}` +
			`${(p.later ?? []).map(tag).join("")}<body><main><h1>The shop</h1>${p.body ?? ""}</main>${(p.last ?? []).map(tag).join("")}</body></html>`
		);
	}
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
