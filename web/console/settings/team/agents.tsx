// Agents: who they are, what they may do, and where they are signed in.
import type { components } from "../../../shared/api.d.ts";
import { useList } from "../../history/run/lookups.ts";
import { Bindings } from "../../openid/bindings.tsx";
import { api, held } from "../../run/api.ts";
import { useTexts } from "../../run/texts.ts";
import { useAtWork } from "../../work/run/team.ts";
import type { Resource } from "../run/resource.ts";
import { useSaid } from "../run/said.ts";
import { FormPage } from "../view/formpage.tsx";
import { type Column, ListPage } from "../view/listpage.tsx";
import type { PageProps } from "../view/pages.ts";
import { AgentFields } from "./agentfields.tsx";
import { Face } from "./face.tsx";
import { Picture } from "./picture.tsx";
import { SecondFactorReset } from "./secondfactor.tsx";
import { type SignInCalls, SignIns } from "./signins.tsx";

/** An agent, as the API has it. */
export type Agent = components["schemas"]["Agent"];

const at = (id: string) => ({ params: { path: { id } } });

/** What is written of an agent: its picture is given by itself, and its role counts. */
function written<T extends Partial<Agent>>({ avatar: _, isAdmin: __, password, ...rest }: T) {
	return password === undefined || password === "" ? rest : { ...rest, password };
}

const agents: Resource<Agent> = {
	key: "agents",
	list: async () => held(await api.GET("/global/agents")),
	read: async (id) => held(await api.GET("/global/agents/{id}", at(id))),
	create: async (draft) => held(await api.POST("/global/agents", { body: written(draft) })),
	change: async (id, _, changed) =>
		held(await api.PUT("/global/agents/{id}", { ...at(id), body: written(changed) })),
	remove: (id) => api.DELETE("/global/agents/{id}", at(id)),
};

const blank: Omit<Agent, "id"> = {
	email: "",
	displayName: "",
	firstName: "",
	lastName: "",
	isAdmin: false,
	role: "agent",
	isActive: true,
	departmentIds: [],
	skillIds: [],
	avatar: "",
};

const signInsOf = (agent: string): SignInCalls => ({
	key: agent,
	list: async () => held(await api.GET("/global/agents/{id}/signIns", at(agent))),
	end: (signIn) =>
		api.DELETE("/global/agents/{id}/signIns/{signIn}", { params: { path: { id: agent, signIn } } }),
	endAll: () => api.DELETE("/global/agents/{id}/signIns", at(agent)),
});

const nameOf = (a: Agent) => (a.displayName === "" ? a.email : a.displayName);

/** The list of agents, or one of them. */
export function Agents({ id }: PageProps) {
	return id === undefined ? <AgentList /> : <AgentForm id={id} />;
}

function AgentList() {
	const t = useTexts("settings");
	const columns = useColumns();
	return (
		<ListPage
			page="agents"
			resource={agents}
			lead={t("agents.lead")}
			nameOf={nameOf}
			mark={(a) => <Face id={a.id} name={nameOf(a)} avatar={a.avatar} />}
			columns={columns}
		/>
	);
}

function useColumns(): readonly Column<Agent>[] {
	const t = useTexts("settings");
	const said = useSaid();
	const departments = useList("departments");
	const names = (a: Agent) => departments.filter((d) => a.departmentIds.includes(d.id)).map((d) => d.name);
	const role = (a: Agent) => t(`role.${a.role === "" ? "none" : a.role}`);
	return [
		{ text: t("agents.email"), show: (a) => <bdi>{a.email}</bdi>, words: (a) => a.email },
		{
			text: t("agents.role"),
			show: (a) => (a.isActive ? role(a) : t("agents.inactive", { role: role(a) })),
			words: role,
		},
		{
			text: t("page.departments"),
			show: (a) => said.names(names(a)),
			words: (a) => names(a).join(" "),
			isMinor: true,
		},
		{ text: t("agents.status"), show: (a) => <Presence id={a.id} /> },
	];
}

/** What an agent does now. */
function Presence({ id }: { readonly id: string }) {
	const work = useTexts("work");
	const found = useAtWork().data?.find((a) => a.id === id);
	const status = found?.status ?? "Offline";
	const known = status === "Online" || status === "Away" || status === "Offline";
	return (
		<span className="presence">
			<span
				className="dot"
				data-status={status === "Online" ? "online" : status === "Offline" ? "" : "away"}
			/>
			<bdi>{known ? work(`status.${status}`) : status}</bdi>
			{found !== undefined && found.ongoingChats > 0 && (
				<span className="quiettext">{work("transfer.busy", { count: found.ongoingChats })}</span>
			)}
		</span>
	);
}

function AgentForm({ id }: { readonly id: string }) {
	const t = useTexts("settings");
	return (
		<FormPage
			page="agents"
			id={id}
			resource={agents}
			blank={blank}
			nameOf={nameOf}
			goes={t("agents.goes")}
			more={(a) => (
				<>
					<Picture id={a.id} name={nameOf(a)} avatar={a.avatar} />
					{a.role !== "" && (
						<>
							<SecondFactorReset id={a.id} name={nameOf(a)} />
							<SignIns calls={signInsOf(a.id)} />
							<Bindings id={a.id} name={nameOf(a)} />
						</>
					)}
				</>
			)}
		>
			{(form, isNew) => <AgentFields form={form} isNew={isNew} />}
		</FormPage>
	);
}
