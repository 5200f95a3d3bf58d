// What belongs to chats.

/** Everything that there is of a chat, by the names that the API includes it by. */
export const everyInclude = [
	"autoInvitation",
	"campaign",
	"chatAgent",
	"chatAttachment",
	"chatChatbotMap",
	"chatFieldResult",
	"chatSegmentResult",
	"chatWrapup",
	"chatWrapupCategory",
	"contactIdentity",
	"department",
	"postChatSurvey",
	"session",
	"skill",
	"visitor",
] as const;
