package v4

// aboutResources tells about what a site's managers keep (wire.md §9).
func aboutResources() (all []about) {
	for _, c := range []collectionAbout{
		{
			path: "/livechat/campaigns", one: "a campaign", many: "campaigns", id: "Campaign",
			text:    "A campaign is one installation of the widget. Its forms ask fields, by their ids. Its chats begin with the bot `botId`, if there is one. `texts` has texts of one's own by language and key, `allowedOrigins` the web origins whose pages may show it (none means all), `requireChallenge` how many bits of work strangers do before a request (docs/live.md).",
			example: exampleOf(campaignMembers, exampleCampaign), takes: exampleCampaign,
		},
		{
			path: "/livechat/fields", one: "a field", many: "fields", id: "Field", held: true,
			text:    "A field is what a form can ask.",
			example: exampleOf(formFieldMembers, exampleField), takes: exampleField,
		},
		{
			path: "/livechat/segments", one: "a segment", many: "segments", id: "Segment",
			text:    "A segment is a named set of visitors that meet its conditions.",
			example: exampleOf(segmentNounMembers, exampleSegment), takes: exampleSegment,
		},
		{
			path: "/livechat/autoInvitations", one: "an automatic invitation", many: "automatic invitations", id: "AutoInvitation",
			text:    "An automatic invitation asks the visitors that meet its conditions to chat.",
			example: exampleOf(autoInvitationMembers, exampleInvitation), takes: exampleInvitation,
		},
		{
			path: "/livechat/customVariables", one: "a custom variable", many: "custom variables", id: "CustomVariable",
			text:    "A custom variable is what the customer's page tells about a visitor.",
			example: exampleOf(customVariableMembers, exampleVariable), takes: exampleVariable,
		},
		{
			path: "/livechat/bots", one: "a bot", many: "bots", id: "Bot", held: true,
			text:    "A bot answers visitors: its `webhookUrl` is called for each of its turns (docs/bots.md). What is sent is signed with its `secret`: one that is given, `whsec_` and the base64 of 24 to 64 bytes, or one that is made when there is a `webhookUrl` and no secret yet, and shown in that answer only. After a new secret the one before goes on signing beside it, until the next, or the same again.",
			example: exampleOf(botMembers, exampleBot), takes: exampleBot,
		},
		{
			path: "/livechat/webhooks", one: "a webhook", many: "webhooks", id: "Webhook", required: []string{"event", "targetUrl"},
			text:    "A webhook is an address that is told of an event, at least once (docs/webhooks.md). What is sent is signed with its `secret`: one that is given, `whsec_` and the base64 of 24 to 64 bytes, or one that is made and shown in that answer only. After a new secret the one before goes on signing beside it, until the next, or the same again. `isEnabled` takes it out of service, and back; `state` tells how it does.",
			example: exampleOf(webhookMembers, exampleWebhook), takes: exampleWebhook,
		},
		{
			path: "/livechat/identityKeys", one: "an identity key", many: "identity keys", id: "IdentityKey", required: []string{"name", "algorithm"},
			text:    "A site signs who its visitors are with an identity key, whose id is the `kid` (docs/live.md). HS256 has a `secret`, of 32 to 512 bytes or made by the server, which only the answer to its creation has; the others have the `publicKey`, in PEM. Only the name can be changed.",
			example: exampleOf(identityKeyMembers, exampleIdentityKey), takes: exampleIdentityKey,
		},
		{
			path: "/livechat/bans", one: "a ban", many: "bans", id: "Ban", required: []string{},
			text:    "A ban keeps a visitor, by `visitorId`, or all who come from an `address` or a network out of live chat, for good or `until` a time (docs/live.md). `agentId` is who made it.",
			example: exampleOf(banMembers, exampleBan), takes: exampleBan,
		},
		{
			path: "/livechat/cannedMessages", one: "a canned message", many: "canned messages", id: "CannedMessage", required: []string{"shortcut", "text"},
			text:    "A canned message is a text that agents write by a shortcut. One that is shared with nobody is its agent's own, and all agents keep such; those that are shared with a department (`departmentId`) or everybody are kept by who has the permission settings. `agentId` is who has made it.",
			example: exampleOf(cannedMembers, exampleCanned), takes: exampleCanned,
		},
		{
			path: "/livechat/savedSearches", one: "a saved search", many: "saved searches", id: "SavedSearch", required: []string{"name", "search"},
			text:    "A saved search is the body of a search with a name, for `livechat/chats:Search` or, if `isMissedAndRefused`, for `livechat/missedAndRefusedChats:Search`. It is its agent's own, or shared with everybody by who has the permission settings.",
			example: exampleOf(savedSearchMembers, exampleSavedSearch), takes: exampleSavedSearch,
		},
		{
			path: "/global/departments", one: "a department", many: "departments", id: "Department", held: true,
			text:    "Who is in a department is one truth with the departmentIds of its agents.",
			example: exampleOf(departmentMembers, exampleDepartment), takes: exampleDepartment,
		},
		{
			path: "/global/skills", one: "a skill", many: "skills", id: "Skill",
			example: exampleOf(skillMembers, exampleSkill), takes: exampleSkill,
		},
		{
			path: "/global/agents", one: "an agent", many: "agents", id: "Agent", held: true, required: []string{"email"},
			text:    "An agent with a role has an account, and signs in with its e-mail and password. `isAdmin` is the role admin; where both are given, `role` counts. Nobody gives a role that may do more than they may. An agent who is made inactive loses all its API keys and tokens, a new password ends what was signed in to with the old one, and the last active administrator stays one.",
			example: exampleOf(agentMembers, exampleAgent), takes: exampleAgent,
		},
		{
			path: "/global/apiKeys", one: "an API key", many: "API keys", id: "APIKey", required: []string{"name", "scopes"},
			text:    "An API key stands for an agent, the caller if none is named, and may do what both its scopes and the agent's role allow. The answer to its creation has its `secret`, and no other has.",
			example: exampleOf(keyMembers, exampleKey), takes: exampleKey,
		},
		{
			path: "/global/oauthClients", one: "an OAuth client", many: "OAuth clients", id: "OAuthClient", required: []string{"name", "scopes"},
			text:    "An OAuth client is a program that agents let act in their place; `agentId` is whom it acts for by itself. The answer to its creation has its `secret`, unless it is public, and no other has.",
			example: exampleOf(clientMembers, exampleClient), takes: exampleClient,
		},
		{
			path: "/global/identityProviders", one: "an identity provider", many: "identity providers", id: "IdentityProvider", required: []string{"name", "issuer", "clientId", "clientSecret"},
			text:    "An identity provider shows who agents are by OpenID Connect. Its `clientSecret` goes in and never out; another `issuer` needs it anew. An agent is found by the verified e-mail address first, and by the provider's own name for it (`sub`) from then on. `allowedDomains` are those of addresses that may sign in, none for all; `isEmailTrusted` takes addresses that the provider does not call verified; `createsAgents` makes an agent, with `role` and `departmentIds`, of who is none yet.",
			example: exampleOf(providerMembers, exampleProvider), takes: exampleProvider,
		},
	} {
		if c.required == nil {
			c.required = []string{"name"}
		}
		c.tag, c.noun, c.paged = tagSettings, c.id, true
		all = append(all, c.abouts()...)
	}
	return all
}

const (
	exampleCampaign    = `{"id": "5cbdd0d3-c4a3-4ba9-a9c3-f4cf3fb2b6c4", "name": "Shop", "language": "en", "preChatFields": [{"fieldId": "d983d5c6-15cc-4ad1-ba2a-12e77b337566", "isRequired": true, "isVisible": true, "order": 1}], "look": {"color": "#2b6cb0", "position": "right", "theme": "auto", "offsetX": 20, "offsetY": 20, "sound": true}, "texts": {"de": {"button.online": "Fragen?"}}, "allowedOrigins": ["https://shop.example"]}`
	exampleField       = `{"id": "d983d5c6-15cc-4ad1-ba2a-12e77b337566", "name": "Order number", "type": "text", "isRequired": true}`
	exampleSegment     = `{"id": "0a7f2f60-60a6-4a4b-9d1e-5b7c1b2f9d10", "name": "From the shop", "conditionMetType": "all", "conditions": [{"name": "requestingPageURL", "operator": "contains", "value": ["/shop/"]}]}`
	exampleInvitation  = `{"id": "6f1b0a52-8a8c-4b0e-8f0b-7f2f6c1f0a11", "name": "At the till", "isEnabled": true, "order": 1, "message": "Can we help?", "conditionMetType": "all", "conditions": [{"name": "requestingPageURL", "operator": "contains", "value": ["/till/"]}]}`
	exampleVariable    = `{"id": "7b0e4a3c-3c52-4d6e-9a53-0b8c5a0d2f12", "name": "basket", "type": "decimal"}`
	exampleBot         = `{"id": "8c1d5b4d-4d63-4e7f-8b64-1c9d6b1e3a13", "name": "Shoe finder", "webhookUrl": "https://bots.example.com/shoes", "isEnabled": true}`
	exampleWebhook     = `{"id": "9d2e6c5e-5e74-4f80-9c75-2dae7c2f4b14", "event": "chatEnds", "targetUrl": "https://hooks.example.com/parley", "isEnabled": true}`
	exampleBan         = `{"id": "b0a1d2c3-6f85-4091-ad86-3ebf8d305c31", "address": "203.0.113.0/24", "until": "2026-03-01T00:00:00Z", "comment": "Floods us", "agentId": "c0519f81-81a7-42b3-8fa8-50d1af527e17"}`
	exampleCanned      = `{"id": "b1b2d3c4-6f85-4091-ad86-3ebf8d305c32", "shortcut": "hello", "text": "Hello, how can I help?", "category": "Greetings", "sharedWith": "everybody"}`
	exampleSavedSearch = `{"id": "b2c3d4c5-6f85-4091-ad86-3ebf8d305c33", "name": "From the shop", "search": {"filters": [{"name": "preChatEmail", "operator": "contains", "value": ["@shop.example"]}]}, "sharedWith": "nobody"}`
	exampleDepartment  = `{"id": "ae3f7d6f-6f85-4091-ad86-3ebf8d305c15", "name": "Sales", "isAvailableInLiveChat": true, "agentIds": [], "overflowAfter": 0, "queueLimit": 0}`
	exampleIdentityKey = `{"id": "ae3f7d6f-6f85-4091-ad86-3ebf8d305c29", "name": "Shop", "algorithm": "HS256"}`
	exampleProvider    = `{"id": "b3c4d5e6-6f85-4091-ad86-3ebf8d305c34", "name": "Company account", "issuer": "https://login.example.com/realms/staff", "clientId": "parley", "clientSecret": "change me", "allowedDomains": ["example.com"], "isEnabled": true, "createsAgents": true, "role": "agent"}`
	exampleSkill       = `{"id": "bf408e70-7096-41a2-be97-4fc09e416d16", "name": "French"}`
	exampleAgent       = `{"id": "c0519f81-81a7-42b3-8fa8-50d1af527e17", "email": "ann@example.com", "displayName": "Ann", "isActive": true, "departmentIds": [], "skillIds": []}`
	exampleKey         = `{"id": "d162a092-92b8-43c4-80b9-61e2b0638f18", "name": "Nightly export", "agentId": "c0519f81-81a7-42b3-8fa8-50d1af527e17", "scopes": ["chats:read"]}`
	exampleClient      = `{"id": "e273b1a3-a3c9-44d5-91ca-72f3c1749a19", "name": "Report builder", "redirectUris": ["https://reports.example.com/done"], "scopes": ["chats:read"]}`
)
