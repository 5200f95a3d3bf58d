// The states of the console's views that the gallery shows.

/** A view at an address. */
export interface State {
	readonly name: string;
	readonly address: string;
	/** What is clicked when it is there, one after the other. */
	readonly clicks?: readonly string[];
	/** What is to be seen before it counts as shown. */
	readonly until: string;
	/** What the server answers to a search in the place of chats, and in the place of lists. */
	readonly searches?: "nothing" | "refused";
}

const guid = (n: number) => `7c1f0a52-3f0e-4c39-9a53-${String(n).padStart(12, "0")}`;
const month = "requestedTime:is(2026-11-01,2026-11-30)";
const nested = `and(keywords:is(refund),${month},or(duration:isMoreThan(300),postChatSurvey.ratingGrade:is(1,2)))`;
const where = (conditions: string) => `?where=${encodeURIComponent(conditions)}`;

/** All of them. */
export const states: readonly State[] = [
	{ name: "work", address: "/work", until: ".chatrow" },
	{ name: "work chat", address: "/work?chat=violet", until: ".log .bubble" },
	{
		name: "work wrap-up",
		address: "/work?chat=jens",
		until: ".wrapup button",
	},
	{
		name: "work transfer",
		address: "/work?chat=violet",
		clicks: [".head .act"],
		until: "[role=dialog] .choice",
	},
	{ name: "visitors", address: "/visitors", until: ".visitors td" },
	{
		name: "visitors invite",
		address: "/visitors",
		clicks: [".visitors tr:nth-child(4) button"],
		until: "[role=dialog] form",
	},
	{ name: "history", address: "/history", until: ".rowlink" },
	{ name: "history words", address: `/history${where("keywords:is(refund)")}`, until: "mark" },
	{
		name: "history filters",
		address: `/history${where(nested)}`,
		clicks: [".toolbar [aria-expanded]"],
		until: ".builder .condition",
	},
	{
		name: "history filter problem",
		address: `/history${where("duration:is(ten)")}`,
		clicks: [".toolbar [aria-expanded]"],
		until: ".builder .mantine-InputWrapper-error",
	},
	{
		name: "history saved",
		address: "/history",
		clicks: [".toolbar [aria-expanded] ~ [aria-haspopup=menu]"],
		until: ".savedlist [role=menuitem]",
	},
	{ name: "history missed", address: "/history?of=missed", until: ".rowlink" },
	{ name: "history nothing", address: "/history", until: ".nothing", searches: "nothing" },
	{ name: "history refused", address: "/history", until: ".refusal", searches: "refused" },
	{ name: "history not understood", address: `/history${where("color:is(red)")}`, until: ".fault" },
	{
		name: "history delete",
		address: "/history",
		clicks: [".tick input", ".chatrowline:nth-child(2) .tick input", ".toolbar > button:last-of-type"],
		until: "[role=dialog] form",
	},
	{ name: "record", address: "/history?chat=4875", until: ".transcript .entry" },
	{
		name: "record ticket",
		address: "/history?chat=4875",
		clicks: [".recordtools > button:first-of-type"],
		until: "[role=dialog] form",
	},
	{ name: "reports", address: `/reports${where(month)}`, until: ".chart canvas" },
	{ name: "reports by hour", address: `/reports${where(month)}&by=hour`, until: ".chart canvas" },
	{
		name: "reports ratings",
		address: `/reports${where(month)}&by=agent&about=ratings`,
		until: ".chart canvas",
	},
	{
		name: "reports categories",
		address: `/reports${where(month)}&by=department&about=categories`,
		until: ".chart canvas",
	},
	{ name: "settings start", address: "/settings/start", until: ".startsteps input" },
	{
		name: "settings start look",
		address: "/settings/start",
		clicks: [".startsteps li:nth-child(2) button"],
		until: ".startlook iframe",
	},
	{
		name: "settings start install",
		address: "/settings/start",
		clicks: [".startsteps li:nth-child(3) button"],
		until: ".firstvisit",
	},
	{
		name: "settings start team",
		address: "/settings/start",
		clicks: [".startsteps li:nth-child(4) button"],
		until: ".addcolleague",
	},
	{ name: "settings agents", address: "/settings/agents", until: ".listtable td" },
	{ name: "settings agent", address: `/settings/agents/${guid(100)}`, until: ".section .listtable td" },
	{
		name: "settings agent delete",
		address: `/settings/agents/${guid(101)}`,
		clicks: [".formtools .danger"],
		until: "[role=dialog] .question",
	},
	{ name: "settings agent new", address: "/settings/agents/new", until: ".settingsform input" },
	{ name: "settings departments", address: "/settings/departments", until: ".listtable td" },
	{
		name: "settings department",
		address: `/settings/departments/${guid(201)}`,
		until: ".settingsform input",
	},
	{ name: "settings signin", address: "/settings/signin", until: ".settingsform input" },
	{ name: "settings provider", address: `/settings/signin/${guid(1500)}`, until: ".settingsform input" },
	{ name: "settings keys", address: "/settings/keys", until: ".listtable td" },
	{ name: "settings key", address: `/settings/keys/${guid(1101)}`, until: ".settingsform input" },
	{ name: "settings nothing", address: "/settings/clients", until: ".nothingyet", searches: "nothing" },
	{ name: "settings clients", address: "/settings/clients", until: ".listtable td" },
	{ name: "settings client", address: `/settings/clients/${guid(1200)}`, until: ".settingsform input" },
	{ name: "settings identity", address: "/settings/identity", until: ".listtable td" },
	{
		name: "settings identity key",
		address: `/settings/identity/${guid(1301)}`,
		until: ".settingsform input",
	},
	{ name: "settings skills", address: "/settings/skills", until: ".listtable td" },
	{ name: "settings skill", address: `/settings/skills/${guid(1000)}`, until: ".settingsform input" },
	{ name: "settings campaigns", address: "/settings/campaigns", until: ".listtable td" },
	{ name: "settings campaign", address: `/settings/campaigns/${guid(300)}`, until: ".wordings input" },
	{ name: "settings campaign new", address: "/settings/campaigns/new", until: ".wordings input" },
	{ name: "settings fields", address: "/settings/fields", until: ".listtable td" },
	{ name: "settings field", address: `/settings/fields/${guid(701)}`, until: ".ordered input" },
	{ name: "settings invitations", address: "/settings/invitations", until: ".listtable td" },
	{ name: "settings invitation", address: `/settings/invitations/${guid(1700)}`, until: ".conditionrow" },
	{ name: "settings segments", address: "/settings/segments", until: ".listtable td" },
	{ name: "settings segment", address: `/settings/segments/${guid(1800)}`, until: ".conditionrow" },
	{ name: "settings bots", address: "/settings/bots", until: ".listtable td" },
	{ name: "settings bot", address: `/settings/bots/${guid(1600)}`, until: ".settingsform input" },
	{ name: "settings wrap-up", address: "/settings/wrapup", until: ".categoryline" },
	{ name: "settings category", address: `/settings/wrapup/${guid(800)}`, until: ".optionfields input" },
	{ name: "settings variables", address: "/settings/variables", until: ".listtable td" },
	{ name: "settings variable", address: `/settings/variables/${guid(1102)}`, until: ".copied code" },
	{ name: "settings canned", address: "/settings/canned", until: ".listtable td" },
	{
		name: "settings canned message",
		address: `/settings/canned/${guid(1152)}`,
		until: ".settingsform textarea",
	},
	{ name: "settings bans", address: "/settings/bans", until: ".listtable td" },
	{ name: "settings ban", address: "/settings/bans/new", until: ".settingsform input" },
	{ name: "settings site", address: "/settings/site", until: ".settingsform input" },
	{ name: "settings audit", address: "/settings/audit", until: ".deed" },
	{ name: "account", address: "/settings/account", until: ".listtable .rowtools" },
	{
		name: "account recovery codes",
		address: "/settings/account",
		clicks: [".account section:nth-of-type(3) .buttons button"],
		until: ".account form.second input",
	},
];
