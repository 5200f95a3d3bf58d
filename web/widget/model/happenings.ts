// What can happen to a widget.
import type { ServerFrame } from "../../shared/model/frames.ts";
import type { Outbox } from "../../shared/model/outbox.ts";
import type { Session } from "../../shared/model/sessionstate.ts";
import type { App, Dialog, Place } from "./app.ts";
import type { FormName } from "./form.ts";

/** From the connection, the page and other tabs. */
export type FromOutside =
	| { readonly type: "session"; readonly session: Session }
	| { readonly type: "heard"; readonly frame: ServerFrame }
	| { readonly type: "foreign"; readonly box: Outbox }
	| { readonly type: "place"; readonly place: Partial<Place> }
	| { readonly type: "visible" | "bottom"; readonly on: boolean }
	| { readonly type: "solved"; readonly nonce: string; readonly proof: number }
	| { readonly type: "tick" };

/** What the visitor does on any screen. */
export type OnScreen =
	| { readonly type: "open" | "close" | "again" | "accept" | "decline" }
	| { readonly type: "wish"; readonly wish: App["wish"] }
	| { readonly type: "dialog"; readonly dialog: Dialog }
	| { readonly type: "measured"; readonly height: number }
	| { readonly type: "sound"; readonly on: boolean }
	| {
			readonly type: "enter";
			readonly form: FormName;
			readonly field: string;
			readonly value: string | readonly string[];
	  }
	| { readonly type: "rate"; readonly rating: number }
	| { readonly type: "comment"; readonly text: string }
	| { readonly type: "submit"; readonly form: FormName };

/** What the visitor does in a chat. */
export type InChat =
	| { readonly type: "draft"; readonly text: string }
	| { readonly type: "post" | "human" | "end" }
	| { readonly type: "retry" | "remove"; readonly id: string }
	| { readonly type: "transcript"; readonly email: string };

/** What becomes of a file. */
export type OfFiles =
	| { readonly type: "file"; readonly id: string; readonly name: string; readonly size: number }
	| { readonly type: "progress"; readonly id: string; readonly progress: number }
	| { readonly type: "uploaded" | "retryFile" | "removeFile"; readonly id: string }
	| { readonly type: "uploadFailed"; readonly id: string; readonly code: string };

/** Anything. */
export type Happening = FromOutside | OnScreen | InChat | OfFiles;
