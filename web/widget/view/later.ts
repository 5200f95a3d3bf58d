// What is not needed before the first message.
import css from "../later.css?inline";
import { addStyles } from "./sheets.ts";

export { Dialogs } from "./dialogs.tsx";
export { Attachment, Sending } from "./file.tsx";
export { InvitationCard } from "./invitation.tsx";
export { Ended, Thanks, Unavailable } from "./laterscreens.tsx";
export { Menu } from "./menu.tsx";
export { Refused } from "./refused.tsx";
export { Seen } from "./seen.tsx";
export { Survey } from "./survey.tsx";

addStyles(css);
