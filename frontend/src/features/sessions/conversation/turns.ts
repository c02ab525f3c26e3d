import type { Call, Message, ToolCall, Turn } from "@/api/client";
import { timeMs } from "@/shared/format";
import { Items } from "./items";
import { emptyTurn, type Item, type TurnView } from "./model";
import { Placing } from "./placing";
import { withoutEscapes } from "./text";

export interface Told {
  /** In order of time; perhaps only the first ones. */
  messages: readonly Message[];
  turns: readonly Turn[];
  calls: readonly Call[];
  toolCalls: readonly ToolCall[];
  /** More messages follow that are not loaded. */
  hasMore: boolean;
  /** The messages are those that a search found: nothing else is shown. */
  isSearch: boolean;
}

const FAILED = new Set<Call["outcome"]>(["error", "refused", "cut_off"]);
/** What a transcript and telemetry say of one failure may be so far apart. */
const CLOSE_MS = 5000;

/** The turns of a session in order, out of what was said in it and what the ledger has of it. */
export function turnsOf(told: Told): TurnView[] {
  const { turns, isSearch } = told;
  const messages = (isSearch ? told.messages : withoutOwnAgent(told.messages)).map(plain);
  const known = turns
    .map((turn) => ({ view: emptyTurn(turn.id, timeMs(turn.startTime), turn), name: turn.turn }))
    .toSorted((one, other) => one.view.startMs - other.view.startMs);
  const placing = new Placing(known);
  const items = new Items();
  for (const message of messages) {
    items.add(placing.ofMessage({ ...message, timeMs: timeMs(message.time) }), message);
  }
  const spoken = new Set(placing.views.filter((view) => view.items.length > 0));
  addToolCalls(told, placing, items, spoken);
  addCalls(told, placing, items, spoken);
  numberAll(placing.views);
  const untilMs = loadedUntilMs(told);
  return placing.views.filter((view) => spoken.has(view) || (!isSearch && view.startMs <= untilMs));
}

/** In the session of a subagent itself, it is the one who speaks. */
function withoutOwnAgent(messages: readonly Message[]): readonly Message[] {
  const agents = new Set(messages.map((message) => message.agentId ?? ""));
  return agents.size === 1 && !agents.has("") ? messages.map((message) => ({ ...message, agentId: "" })) : messages;
}

function plain(message: Message): Message {
  const text = withoutEscapes(message.text);
  return text === message.text ? message : { ...message, text };
}

function loadedUntilMs({ hasMore, messages }: Told): number {
  const last = messages.at(-1);
  return hasMore && last ? timeMs(last.time) : Number.POSITIVE_INFINITY;
}

/** Times of tools; in turns of which no message tells, their uses themselves. */
function addToolCalls(told: Told, placing: Placing, items: Items, spoken: ReadonlySet<TurnView>): void {
  const left = new Set(items.join(told.toolCalls));
  for (const toolCall of told.toolCalls) {
    const endMs = timeMs(toolCall.endTime);
    const view = placing.ofRecord({ ...toolCall, timeMs: endMs });
    if (view) {
      view.toolNs += toolCall.agentId ? 0 : (toolCall.duration ?? 0);
    }
    if (view && !told.isSearch && left.has(toolCall) && !spoken.has(view)) {
      const item = { kind: "tool", key: `use ${toolCall.id}`, timeMs: endMs, name: toolCall.name ?? "" } as const;
      insert(items.list(view, toolCall.agentId, endMs), { ...item, ledger: toolCall });
    }
  }
}

/** Times of models, calls of subagents, and failures of which no message tells. */
function addCalls(told: Told, placing: Placing, items: Items, spoken: ReadonlySet<TurnView>): void {
  const untilMs = loadedUntilMs(told);
  for (const call of told.calls) {
    const endMs = timeMs(call.endTime);
    const view = placing.ofRecord({ ...call, timeMs: endMs });
    if (!view) {
      continue;
    }
    if (call.agentId) {
      items.agent(view, call.agentId)?.calls.push(call);
    } else {
      view.modelNs += call.duration ?? 0;
    }
    const isTold = spoken.has(view) && view.items.some((item) => tellsOfFailure(item, endMs));
    if (FAILED.has(call.outcome) && !told.isSearch && !isTold && endMs <= untilMs) {
      insert(items.list(view, call.agentId, endMs), { kind: "failure", key: `call ${call.id}`, timeMs: endMs, call });
    }
  }
}

function tellsOfFailure(item: Item, atMs: number): boolean {
  return item.kind === "message" && item.message.kind === "error" && Math.abs(item.timeMs - atMs) <= CLOSE_MS;
}

function insert(list: Item[], item: Item): void {
  const place = list.findLastIndex((other) => other.timeMs <= item.timeMs);
  list.splice(place + 1, 0, item);
}

function numberAll(views: readonly TurnView[]): void {
  let number = 0;
  for (const view of views) {
    number += view.key === "start" ? 0 : 1;
    view.number = view.key === "start" ? 0 : number;
  }
}
