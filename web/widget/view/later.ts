// What is not needed before the first message.
export { Dialogs } from "./dialogs.tsx";
export { DropZone } from "./drop.tsx";
export { Attachment, Sending } from "./file.tsx";
export { FileButtons } from "./filebuttons.tsx";
export { InvitationCard } from "./invitation.tsx";
export { Menu } from "./menu.tsx";
export { Survey } from "./survey.tsx";
