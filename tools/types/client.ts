// A client's use of the types, so that tsc notices when they no longer serve one.
import type { components, operations, paths } from "../../web/shared/api.js";

type Chat = components["schemas"]["Chat"];
type Search = components["schemas"]["Search"];

const asked: Search = {
  filters: [
    { name: "requestedTime", operator: "is", value: ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"] },
    { name: "preChatFormField", operator: "contains", value: [{ fieldId: "2ac8739a-c2ae-4924-9a7d-8ac31faf147f", value: ["123"] }] },
  ],
  logicalExpression: "1 and not 2",
};

// @ts-expect-error there is no such operator
const wrong: Search = { filters: [{ name: "status", operator: "resembles", value: ["0"] }] };

const query: NonNullable<operations["searchChats"]["parameters"]["query"]> = { include: ["session", "chatAgent"], pageSize: 100, sortOrder: "desc" };

function describe(chat: Chat): string {
  const agents: string[] = (chat.chatAgents ?? []).map((a) => a.agent.displayName);
  const ended: boolean = chat.status === "normal";
  // @ts-expect-error a duration is a text
  const seconds: number = chat.duration;
  return [chat.id.toFixed(), chat.session?.browser ?? "", chat.postChatSurvey?.ratingGrade ?? "unrated", ended, seconds, ...agents].join(" ");
}

export async function search(base: string, key: string): Promise<string[]> {
  const path: keyof paths = "/livechat/chats:Search";
  const answer = await fetch(`${base}/v4${path}?pageSize=${query.pageSize}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}` },
    body: JSON.stringify(asked),
  });
  if (!answer.ok) {
    const failure = (await answer.json()) as components["schemas"]["Error"];
    throw new Error(`${failure.code}: ${failure.message}`);
  }
  const page = (await answer.json()) as components["schemas"]["ChatPage"];
  // Without `fields` every chat is whole.
  return (page.list as Chat[]).map(describe);
}

export const unused: Search = wrong;
