// Makes a TypeScript module of what the API's description tells about filters: which
// there are, what their values and operators are, and what a search can do with them.
//
//     node filters.mjs openapi.json >filters.ts
import { readFileSync } from "node:fs";

const api = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { Search, Aggregation, Filter } = api.components.schemas;

const facets = Search.properties.facets;
const { groupBy, measures } = Aggregation.properties;
const list = Search.properties.filters;

/** What stands behind the last dot of the names that begin with one. */
function endings(names, before) {
	return names.filter((n) => n.startsWith(`${before}.`)).map((n) => n.slice(before.length + 1));
}

const fields = api["x-parley-filters"].map((f) => ({
	name: f.name,
	kind: f.kind,
	operators: f.operators,
	values: f.values ?? [],
	sortable: f.sortable,
	counted: facets.items.enum.includes(f.name),
	measured: measures.items.enum.includes(`${f.name}.sum`),
}));

const times = fields.filter((f) => f.kind === "time");
const amounts = fields.filter((f) => f.measured);

const limits = {
	filters: list.maxItems,
	values: Filter.properties.value.maxItems,
	expression: Search.properties.logicalExpression.maxLength,
	facets: facets.maxItems,
	groupBy: groupBy.maxItems,
	measures: measures.maxItems,
	body: api.paths["/livechat/chats:Search"].post["x-parley-body-limit"],
};

function constant(name, says, value) {
	return `/** ${says} */\nexport const ${name} = ${value} as const;\n`;
}

const lines = (values) => `[\n${values.map((v) => `\t${JSON.stringify(v)},`).join("\n")}\n]`;

process.stdout.write(
	[
		"// Made from the API's description by `make types`. Do not change it by hand.\n",
		constant("fields", "What chats can be filtered by.", lines(fields)),
		constant("units", "What a time can be grouped by.", JSON.stringify(endings(groupBy.items.enum, times[0].name))),
		constant("statistics", "What can be made of amounts.", JSON.stringify(endings(measures.items.enum, amounts[0].name))),
		constant("members", "What `fields` of a search can ask for.", JSON.stringify(Search.properties.fields.items.enum)),
		constant("limits", "How much one call may ask for.", JSON.stringify(limits)),
	].join("\n"),
);
