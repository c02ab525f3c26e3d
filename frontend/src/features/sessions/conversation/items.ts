import type { Message, ToolCall } from "@/api/client";
import { timeMs } from "@/shared/format";
import type { AgentItem, Item, ToolItem, TurnView } from "./model";

/** Clocks of two sources of one use of a tool may differ so much. */
const TOLERANCE_MS = 5000;

interface Candidate {
  call: ToolCall;
  startMs: number;
  endMs: number;
  isTaken: boolean;
}

/** Puts what was said into turns: results to their uses, what subagents did into blocks of their own. */
export class Items {
  private readonly tools = new Map<string, ToolItem>();
  private readonly inOrder: ToolItem[] = [];
  private readonly agents = new Map<TurnView, Map<string, AgentItem>>();
  private count = 0;

  add(view: TurnView, message: Message): void {
    const list = () => this.list(view, message.agentId, timeMs(message.time));
    switch (message.kind) {
      case "tool_use":
        list().push(this.begin(message, { use: message }));
        break;
      case "tool_result":
      case "permission":
        this.addToTool(message, list);
        break;
      default:
        list().push({ kind: "message", ...this.placed(message), message });
    }
  }

  /** The items of a turn, or of a subagent in it. */
  list(view: TurnView, agentId: string | undefined, atMs: number): Item[] {
    if (!agentId) {
      return view.items;
    }
    const agents = this.agents.get(view) ?? new Map<string, AgentItem>();
    this.agents.set(view, agents);
    const known = agents.get(agentId);
    if (known) {
      return known.items;
    }
    const agent: AgentItem = {
      kind: "agent",
      key: `agent ${view.key} ${agentId}`,
      timeMs: atMs,
      agentId,
      items: [],
      calls: [],
    };
    agents.set(agentId, agent);
    view.items.push(agent);
    return agent.items;
  }

  /** The block of a subagent in a turn, if it said anything there. */
  agent(view: TurnView, agentId: string): AgentItem | undefined {
    return this.agents.get(view)?.get(agentId);
  }

  /** Joins uses of tools with those of the ledger, by name and time; returns what is left of the latter. */
  join(toolCalls: readonly ToolCall[]): ToolCall[] {
    const known = new Map<string, Candidate[]>();
    for (const one of toolCalls.map(candidate).toSorted((left, right) => left.endMs - right.endMs)) {
      const key = keyOf(one.call.name, one.call.agentId);
      const same = known.get(key) ?? [];
      same.push(one);
      known.set(key, same);
    }
    for (const item of this.inOrder) {
      const found = nearest(known.get(keyOf(item.name, (item.use ?? item.result)?.agentId)) ?? [], item);
      if (found) {
        found.isTaken = true;
        item.ledger = found.call;
      }
    }
    return [...known.values()].flatMap((same) => same.filter((one) => !one.isTaken).map((one) => one.call));
  }

  private addToTool(message: Message, list: () => Item[]): void {
    const part = message.kind === "permission" ? "permission" : "result";
    const known = this.tools.get(message.toolCall ?? "");
    if (known && known[part] === undefined) {
      known[part] = message;
    } else if (message.toolCall || part === "result") {
      list().push(this.begin(message, { [part]: message }));
    } else {
      list().push({ kind: "message", ...this.placed(message), message });
    }
  }

  private begin(message: Message, parts: Partial<ToolItem>): ToolItem {
    const item: ToolItem = { kind: "tool", ...this.placed(message), name: message.tool ?? "", ...parts };
    this.inOrder.push(item);
    if (message.toolCall && !this.tools.has(message.toolCall)) {
      this.tools.set(message.toolCall, item);
    }
    return item;
  }

  private placed(message: Message): { key: string; timeMs: number } {
    this.count += 1;
    return { key: `${this.count} ${message.kind} ${message.key ?? ""}`, timeMs: timeMs(message.time) };
  }
}

function candidate(call: ToolCall): Candidate {
  return { call, startMs: timeMs(call.startTime), endMs: timeMs(call.endTime), isTaken: false };
}

function keyOf(name: string | undefined, agentId: string | undefined): string {
  return JSON.stringify([name ?? "", agentId ?? ""]);
}

/** The one that ended closest to the result; without a result the one that began closest to the use. */
function nearest(sorted: readonly Candidate[], { use, result }: ToolItem): Candidate | undefined {
  const end = result ? "endMs" : "startMs";
  const atMs = timeMs((result ?? use)?.time ?? "");
  let best: Candidate | undefined;
  let distance = TOLERANCE_MS;
  for (let index = result ? firstSince(sorted, atMs - TOLERANCE_MS) : 0; index < sorted.length; index++) {
    const one = sorted[index] as Candidate;
    if (result && one.endMs > atMs + TOLERANCE_MS) {
      break;
    }
    if (!one.isTaken && Math.abs(one[end] - atMs) <= distance) {
      [best, distance] = [one, Math.abs(one[end] - atMs)];
    }
  }
  return best;
}

function firstSince(sorted: readonly Candidate[], atMs: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as Candidate).endMs < atMs) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
