import type { Call, Message, ToolCall, Turn } from "@/api/client";

/** A prompt with all that followed, and what the ledger knows of it. */
export interface TurnView {
  /** The part of an address that leads to it. */
  key: string;
  /** Its number in the session; 0: what came before the first prompt. */
  number: number;
  startMs: number;
  figures: Turn | undefined;
  items: Item[];
  /** Nanoseconds that calls of the model took, without those of subagents. */
  modelNs: number;
  /** Nanoseconds that uses of tools took, without those of subagents. */
  toolNs: number;
}

export type Item = MessageItem | ToolItem | AgentItem | FailureItem;

interface Placed {
  key: string;
  timeMs: number;
}

/** Something that was said or noticed. */
export interface MessageItem extends Placed {
  kind: "message";
  message: Message;
}

/** A use of a tool: its input, its output and what the ledger has of it, as far as there are any. */
export interface ToolItem extends Placed {
  kind: "tool";
  name: string;
  use?: Message;
  permission?: Message;
  result?: Message;
  ledger?: ToolCall;
}

/** What a subagent did within a turn. */
export interface AgentItem extends Placed {
  kind: "agent";
  agentId: string;
  items: Item[];
  calls: Call[];
}

/** A call of the model that failed, of which no message tells. */
export interface FailureItem extends Placed {
  kind: "failure";
  call: Call;
}

export function emptyTurn(key: string, startMs: number, figures?: Turn): TurnView {
  return { key, number: 0, startMs, figures, items: [], modelNs: 0, toolNs: 0 };
}
